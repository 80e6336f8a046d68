"""The protocols under tests/protocols as scenarios: handler, stores, messages and lesson of each.

A protocol is named by its folder and file, such as `s3_inbox/right`.
"""

import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    EventStore,
    Inbox,
    OutboxStore,
    Stream,
    TokenStore,
)
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checker import ALL_FAULTS, STALE_READ, Fault
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario

FOLDER = Path(__file__).parents[1] / "protocols"
ORDER = "order-7"
STORES: dict[str, Callable[[], Any]] = {
    "event_store": EventStore,
    "blobs": BlobStore,
    "dispatcher": Outlet,
    "inbox": Inbox,
    "claims": ClaimInbox,
    "outbox_store": OutboxStore,
    "tokens": TokenStore,
}
MISSED = {"blobs", "claims", "inbox"}  # where a read that once missed may miss again, for claims
POLICIES: dict[str, Policy] = {
    "none": "none",
    "none without faults": "none without faults",
    "at most one per crash": "none in documents",
}


def names(kind: str, stage: str = "s") -> list[str]:
    """The names of all protocols of a kind, which is "right" or "wrong".

    Those of the stages of the course; with "w", those that show a concept of the world.
    """
    paths = sorted(FOLDER.glob(f"{stage}*/{kind}*.py"))
    return [f"{path.parent.name}/{path.stem}" for path in paths]


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.py"


def account_of(name: str) -> dict[str, str]:
    """What the protocol's file says about itself, line by line: its anomaly, what it needs."""
    text = path_of(name).read_text(encoding="utf-8").split('"""')[1]
    return dict(re.findall(r"^([A-Z][a-z ]+): (.+)$", text, re.MULTILINE))


def scenario(
    name: str,
    messages: str = "items",
    handler: Callable[..., Any] | None = None,
    etag: Literal["version", "digest"] = "version",
) -> Scenario:
    """The scenario of a protocol, with another handler than its own if one is given.

    Of the messages, `items` are about an item each, `same item` are two about one item, `count` are
    an item and a question, which changes nothing, and `taken back` an item that comes and goes.
    A protocol may have a `WORLD` of its own: whatever of its scenario is not as usual.
    """
    make_handler = handler or module(name, path_of(name).read_text(encoding="utf-8")).Handler
    if messages == "taken back":
        make_handler.handle.__globals__["add_item"] = shop.add_or_remove
    world = dict(make_handler.handle.__globals__.get("WORLD", {}))
    kinds = STORES | world.pop("stores", {})
    stores = {store: kinds[store]() for store in inspect.signature(make_handler).parameters}
    if etag == "digest":
        stores["blobs"] = BlobStore(etag="digest")
    if messages == "taken back":  # then the document can be as it was at the start
        stores["blobs"].put(ORDER, {"items": [], "outbox": {}})
    headers = {}
    if "tokens" in stores:
        headers = {message: {"token": f"token-{message}"} for message in MESSAGES[messages]}
        for header in headers.values():
            stores["tokens"].create(header["token"])
    lesson = Lesson(ORDER, (), _decide, world.pop("items_in", _items_in))
    usual = {
        "lesson": lesson,
        "headers": headers,
        "consistency": dict.fromkeys(stores.keys() & MISSED, "missed") if "s4_" in name else {},
        "receiver": "tokens" if "tokens" in stores else None,
    }
    return Scenario(make_handler, stores, MESSAGES[messages], **usual | world)


def faults_of(name: str) -> tuple[Fault, ...]:
    """All faults that can strike a protocol; reads are stale only where its stores may miss.

    That no client library retries by itself is what all protocols rely on. The account of a
    protocol may add one of the avoidable faults: `Faults: stale read`.
    """
    more = account_of(name).get("Faults", "") + (STALE_READ.name if "s4_" in name else "")
    return tuple(fault for fault in ALL_FAULTS if not fault.avoidable or fault.name in more)


def policy_of(name: str) -> Policy:
    """What a right protocol may leave behind."""
    return POLICIES[account_of(name)["Leak policy"]]


def module(name: str, source: Any) -> ModuleType:
    """The protocol as a module of its own, from its text or from its tree."""
    made = ModuleType(f"protocol_{name.replace('/', '_')}")
    made.__file__ = str(path_of(name))
    sys.modules[made.__name__] = made  # where dataclasses look for the names in annotations
    sys.modules["messages"] = shop
    try:
        exec(compile(source, made.__file__, "exec"), made.__dict__)
    finally:
        del sys.modules[made.__name__], sys.modules["messages"]
    return made


def _messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_of_protocols", FOLDER / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[made.__name__] = made
    spec.loader.exec_module(made)
    return made


shop: Any = _messages()
_apple, _bread, _cheese, _dates = (
    shop.AddItem(ORDER, item) for item in ("apple", "bread", "cheese", "dates")
)
MESSAGES: dict[str, dict[str, object]] = {
    "items": {"A": _apple, "B": _bread, "C": _cheese, "D": _dates},
    "same item": {"A": _apple, "B": _apple},
    "count": {"A": _apple, "B": shop.CountItems(ORDER)},
    "taken back": {"A": _apple, "B": shop.RemoveItem(ORDER, "apple")},
}


def _decide(items: tuple[str, ...], message: object) -> tuple[tuple[str, ...], list[object]]:
    decide = shop.add_or_remove if isinstance(message, shop.RemoveItem) else shop.add_or_count
    order, events = decide({"items": list(items)}, message)
    return tuple(order["items"]), events


def _items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    if "event_store" in records:
        events = records["event_store"].get(ORDER, Stream()).events
        return tuple(event.body.item for event in events if isinstance(event.body, shop.ItemAdded))
    if ORDER not in records["blobs"]:
        return ()
    document, _ = records["blobs"][ORDER]
    return tuple(thaw(document)["items"])
