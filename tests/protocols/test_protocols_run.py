"""Plays every protocol in plain in-memory stores, where nothing fails and nobody interferes.

A right one shows what is expected of it; a wrong one runs, and says what is wrong with it. Whether
the checker finds that is another test's question.
"""

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    Dispatcher,
    EventStore,
    Inbox,
    MessageContext,
    OutboxStore,
    OutgoingMessage,
    TokenStore,
)
from consistent_messaging.dispatcher import Outlet

FOLDER = Path(__file__).parent
ORDER = "order-7"
STAGES = sorted(path for path in FOLDER.iterdir() if re.match(r"s\d_", path.name))
RIGHT = [path for stage in STAGES for path in sorted(stage.glob("right*.py"))]
WRONG = [path for stage in STAGES for path in sorted(stage.glob("wrong_*.py"))]
ANOMALIES = {"ghost", "lost", "duplicate", "contradictory", "leak", "stuck"}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


class RecordingOutlet(Outlet):
    """Keeps every message that is sent, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[OutgoingMessage] = []

    def send(self, message: OutgoingMessage) -> None:
        super().send(message)
        self.sent.append(message)


class Shop:
    """A handler with stores of its own, and what it has sent."""

    def __init__(self, protocol: ModuleType) -> None:
        self.outlet = RecordingOutlet()
        self.tokens = TokenStore()
        self.event_store, self.blobs = EventStore(), BlobStore()
        given: dict[str, Any] = {
            "event_store": self.event_store,
            "blobs": self.blobs,
            "dispatcher": Dispatcher(self.outlet),
            "inbox": Inbox(),
            "claims": ClaimInbox(),
            "outbox_store": OutboxStore(),
            "tokens": self.tokens,
        }
        names = inspect.signature(protocol.Handler).parameters
        self.handler = protocol.Handler(**{name: given[name] for name in names})

    def handle(self, message_id: str, message: object) -> None:
        context = MessageContext(message_id, {"token": f"token-{message_id}"})
        self.handler.handle(message, context)
        for outgoing in context.outgoing:
            self.outlet.send(outgoing)

    def items(self) -> list[str]:
        blob = self.blobs.get(ORDER)
        if blob:
            return list(blob.document["items"])
        bodies = [event.body for event in self.event_store.read(ORDER).events]
        return [body.item for body in bodies if type(body).__name__ == "ItemAdded"]

    def announced(self) -> list[tuple[str, str]]:
        return [(type(sent.body).__name__, sent.body.item) for sent in self.outlet.sent]


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module("messages")
    del sys.modules["messages"]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"protocol_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    protocol = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(protocol)
    return protocol


def open_shop(path: Path, *message_ids: str) -> Shop:
    shop = Shop(load(path))
    for message_id in message_ids:
        shop.tokens.create(f"token-{message_id}")
    return shop


@pytest.mark.parametrize("path", RIGHT, ids=named)
def test_a_right_protocol_stores_the_item_and_announces_it(
    path: Path, messages: ModuleType
) -> None:
    shop = open_shop(path, "A")
    shop.handle("A", messages.AddItem(ORDER, "apple"))
    assert shop.items() == ["apple"]
    assert shop.announced() == [("FirstItemAdded", "apple"), ("ItemAdded", "apple")]


@pytest.mark.parametrize("path", RIGHT, ids=named)
def test_a_right_protocol_shows_nothing_new_when_a_message_comes_again(
    path: Path, messages: ModuleType
) -> None:
    shop = open_shop(path, "A", "B")
    shop.handle("A", messages.AddItem(ORDER, "apple"))
    shop.handle("B", messages.AddItem(ORDER, "bread"))
    once = {(sent.message_id, sent.body) for sent in shop.outlet.sent}
    shop.handle("A", messages.AddItem(ORDER, "apple"))
    assert shop.items() == ["apple", "bread"]
    assert {(sent.message_id, sent.body) for sent in shop.outlet.sent} == once
    assert len(once) == 3


@pytest.mark.parametrize("path", [p for p in RIGHT if "s6" in named(p)], ids=named)
def test_a_token_is_used_up_and_each_outgoing_message_carries_one_that_is_there(
    path: Path, messages: ModuleType
) -> None:
    shop = open_shop(path, "A")
    shop.handle("A", messages.AddItem(ORDER, "apple"))
    carried = {sent.headers["token"] for sent in shop.outlet.sent}
    assert len(carried) == 2
    assert set(shop.tokens.records) == carried


@pytest.mark.parametrize("path", WRONG, ids=named)
def test_a_wrong_protocol_runs(path: Path, messages: ModuleType) -> None:
    shop = open_shop(path, "A")
    shop.handle("A", messages.AddItem(ORDER, "apple"))
    assert shop.outlet.sent


@pytest.mark.parametrize("path", RIGHT, ids=named)
def test_a_right_protocol_says_what_it_may_leave_behind(path: Path, messages: ModuleType) -> None:
    account = load(path).__doc__ or ""
    policies = "none|none without faults|at most one per crash"
    assert re.search(rf"^Leak policy: ({policies})$", account, re.MULTILINE)


@pytest.mark.parametrize("path", WRONG, ids=named)
def test_a_wrong_protocol_says_what_is_wrong_and_when(path: Path, messages: ModuleType) -> None:
    account = load(path).__doc__ or ""
    anomaly, needs, history = re.findall(r"^(?:Anomaly|Needs|History): (.+)", account, re.MULTILINE)
    assert anomaly in ANOMALIES
    assert re.match(r"no fault|[12] faults?:|2 consumers", needs)
    assert history


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stage_but_the_first_has_two_right_forms(stage: Path) -> None:
    forms = list(stage.glob("right*.py"))
    assert len(forms) == 0 if stage.name == "s0_derived" else len(forms) >= 2
