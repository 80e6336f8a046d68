"""Documents, events and messages are plain Python: what works on such values works on these."""

import copy
import json
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import pytest
from consistent_messaging import (
    BlobStore,
    Dispatcher,
    EventStore,
    MessageContext,
    OutboxStore,
    OutgoingMessage,
    StoredEvent,
)
from consistent_messaging.api.headers import NO_HEADERS, Headers
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario
from shop import ItemAdded


@dataclass(frozen=True)
class Listed:
    items: list[str]


ADDED = ItemAdded("apple")
VALUES = [
    OutgoingMessage("A/added", ADDED),
    OutgoingMessage("A/added", ADDED, {"token": "t1"}),
    OutgoingMessage("A/added", Listed(["apple"])),
    StoredEvent(ADDED, "A"),
    Headers({"token": "t1"}),
    NO_HEADERS,
]
COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "in a dict": lambda value: copy.deepcopy({"outbox": [value]})["outbox"][0],
}


@pytest.mark.parametrize("made", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_copy_is_equal(value: Any, made: Callable[[Any], Any]) -> None:
    assert made(value) == value
    assert type(made(value)) is type(value)


def test_a_message_is_json_once_it_is_a_dict() -> None:
    written = json.loads(json.dumps([asdict(value) for value in VALUES[:4]]))
    assert written[1] == {
        "message_id": "A/added",
        "body": {"item": "apple"},
        "headers": {"token": "t1"},
    }
    assert OutgoingMessage(**{**written[1], "body": ADDED}) == VALUES[1]


def test_messages_can_be_replaced_compared_and_be_in_a_set() -> None:
    plain, with_token, listed = VALUES[:3]
    assert replace(plain, headers={"token": "t1"}) == with_token != plain
    assert replace(plain, headers=Headers({"token": "t1"})) == with_token
    assert {plain, with_token, listed, *copy.deepcopy([plain, with_token, listed])} == set(
        VALUES[:3]
    )
    assert hash(replace(with_token, headers=Headers({"token": "t1"}))) == hash(with_token)


CHANGES: dict[str, Callable[[Any], Any]] = {
    "an item": lambda headers: headers.__setitem__("token", "t2"),
    "no item": lambda headers: headers.__delitem__("token"),
    "update": lambda headers: headers.update(token="t2"),
    "setdefault": lambda headers: headers.setdefault("other", "t2"),
    "pop": lambda headers: headers.pop("token"),
    "clear": lambda headers: headers.clear(),
    "joined": lambda headers: headers.__ior__({"token": "t2"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_headers_cannot_be_changed_and_say_what_to_do(change: Callable[[Any], Any]) -> None:
    headers = MessageContext("A", {"token": "t1"}).headers
    with pytest.raises(TypeError, match="cannot be changed"):
        change(headers)
    assert {**headers, "other": "t2"} == headers | {"other": "t2"}
    assert headers == {"token": "t1"}


class KeepsCopies:
    """Does to all that it is given and gets back what plain Python can."""

    def __init__(self, event_store: Any, blobs: Any, outbox_store: Any, outlet: Any) -> None:
        self.event_store, self.blobs = event_store, blobs
        self.outbox_store, self.dispatcher = outbox_store, outlet

    def handle(self, message: Any, context: MessageContext) -> None:
        mine = [OutgoingMessage(f"{context.message_id}/1", message, context.headers)]
        self.outbox_store.put("record", mine)
        blob = self.blobs.get("key")
        document = blob.document if blob else {}
        document["outbox"] = copy.deepcopy(self.outbox_store.get("record"))
        self.blobs.put("key", document, if_match=blob.etag if blob else None)
        kept = self.blobs.get("key")
        json.dumps([asdict(each) for each in copy.deepcopy(kept).document["outbox"]])
        assert pickle.loads(pickle.dumps(kept)) == replace(kept) == kept
        assert set(kept.document["outbox"]) == set(mine)
        stream = self.event_store.read("stream")
        events = [StoredEvent(copy.deepcopy(message), context.message_id)]
        self.event_store.append("stream", events, expected_version=stream.version)
        stream = copy.deepcopy(self.event_store.read("stream"))
        assert stream == self.event_store.read("stream")
        assert [asdict(event)["caused_by"] for event in stream.events] == [context.message_id]
        self.dispatcher.dispatch(copy.deepcopy(kept.document["outbox"]))


class GivesGenerators:
    """Gives a store what yields its items one by one."""

    def __init__(self, event_store: Any, blobs: Any, outbox_store: Any, outlet: Any) -> None:
        self.event_store, self.outbox_store, self.dispatcher = event_store, outbox_store, outlet

    def handle(self, message: Any, context: MessageContext) -> None:
        made = {"1": OutgoingMessage(f"{context.message_id}/1", message)}
        stored = (StoredEvent(each.body, context.message_id) for each in made.values())
        self.event_store.append("stream", stored, expected_version=0)
        self.outbox_store.put("record", messages=made.values())
        self.dispatcher.dispatch(map(copy.copy, self.outbox_store.get("record")))


@pytest.mark.parametrize("handler", [KeepsCopies, GivesGenerators])
def test_in_a_check_as_outside_of_one(handler: Any) -> None:
    event_store, blobs, outbox_store, outlet = EventStore(), BlobStore(), OutboxStore(), Outlet()
    made = handler(event_store, blobs, outbox_store, Dispatcher(outlet))
    made.handle(ADDED, MessageContext("A", {"token": "t1"}))
    stores = {
        "event_store": EventStore(),
        "blobs": BlobStore(),
        "outbox_store": OutboxStore(),
        "outlet": Outlet(),
    }
    lesson = Lesson("key", (), lambda state, message: (state, []), lambda records: ())
    scenario = Scenario(handler, stores, {"A": ADDED}, lesson, headers={"A": {"token": "t1"}})
    history = scenario.play("A")
    assert [sent.message.message_id for sent in history.sent] == [*outlet.records] == ["A/1"]
    assert not history.waiting
    assert event_store.read("stream").events == history.records["event_store"]["stream"].events
    assert outbox_store.records == history.records["outbox_store"]
