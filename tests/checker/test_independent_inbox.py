"""The inbox written as a handler and the inbox written as a state machine reach the same states."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import independent_inbox
import pytest
from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    OutgoingMessage,
    derived_id,
)
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson
from independent_inbox import Document, explore
from reference_model.search import ReferenceVerdict, reference_search
from reference_model.state import Attempt, State

ORDER = "order-7"


@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


@dataclass(frozen=True)
class FirstItemAdded:
    item: str


def add_item(items: tuple[str, ...], message: AddItem) -> tuple[tuple[str, ...], list[Any]]:
    first = [] if items else [FirstItemAdded(message.item)]
    return (*items, message.item), [*first, ItemAdded(message.item)]


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    if ORDER not in records["blobs"]:
        return ()
    document, _ = records["blobs"][ORDER]
    return tuple(thaw(document)["items"])


class InboxHandler:
    def __init__(self, blobs: BlobStore, inbox: Inbox, dispatcher: Dispatcher) -> None:
        self.blobs, self.inbox, self.dispatcher = blobs, inbox, dispatcher

    def handle(self, message: AddItem, context: MessageContext) -> None:
        blob = self.blobs.get(ORDER)
        known = self.inbox.contains(context.message_id)
        self.go_on(message, context.message_id, blob, known)

    def go_on(self, message: AddItem, message_id: str, blob: Any, known: bool) -> None:
        document = blob.document if blob else {"items": [], "outbox": {}}
        unchanged = {"if_match": blob.etag} if blob else {"if_none_match": "*"}
        outbox = document["outbox"]
        if known:
            if outbox.pop(message_id, None):
                self.blobs.put(ORDER, document, **unchanged)
            return
        if message_id not in outbox:
            items, events = add_item(tuple(document["items"]), message)
            document["items"] = list(items)
            outbox[message_id] = [
                OutgoingMessage(derived_id(message_id, type(event).__name__), event)
                for event in events
            ]
            unchanged = {"if_match": self.blobs.put(ORDER, document, **unchanged)}
        self.dispatcher.dispatch(outbox[message_id])
        self.inbox.add(message_id)
        del outbox[message_id]
        self.blobs.put(ORDER, document, **unchanged)


class AsksTheInboxFirst(InboxHandler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        known = self.inbox.contains(context.message_id)
        self.go_on(message, context.message_id, self.blobs.get(ORDER), known)


def search(handler: Any, messages: str, kinds: set[str], **options: Any) -> ReferenceVerdict:
    return reference_search(
        handler,
        {"blobs": BlobStore(), "inbox": Inbox(), "dispatcher": Dispatcher(Outlet())},
        {name: AddItem(name) for name in messages},
        Lesson(ORDER, (), add_item, items_in),
        kinds=kinds,
        **options,
    )


def as_in_the_model(state: State) -> independent_inbox.State:
    """The state without the numbers of consumers and attempts, and without the etags."""
    blobs, inbox = (dict(records) for records in state.stores)
    document, etag = blobs.get(ORDER, (None, None))
    attempts = sorted(attempt_in_the_model(a, etag) for a in state.attempts if a)
    return independent_inbox.State(
        queue=state.queue,
        attempts=tuple(attempts),
        document=document_in_the_model(thaw(document)),
        inbox=frozenset(inbox),
        sent=frozenset((type(body).__name__, body.item) for _, body in state.sent),
        faults=state.faults,
    )


def attempt_in_the_model(attempt: Attempt, etag_now: str | None) -> independent_inbox.Attempt:
    """What the results of the attempt's calls say about its place in the protocol."""
    came_to = [(call.operation, value) for call, (_, value) in attempt.results]
    done = [operation for operation, _ in came_to]
    blob = next((value for operation, value in came_to if operation == "get"), None)
    loaded = document_in_the_model(thaw(blob.document) if blob else None)
    etags = [value for operation, value in came_to if operation == "put"]
    etag = etags[-1] if etags else blob.etag if blob else None
    known = ("contains", True) in came_to
    waits = attempt.message in dict(loaded.outbox)
    first = (loaded.items or (attempt.message,))[0] == attempt.message
    return independent_inbox.Attempt(
        attempt.message,
        next_step(done, known=known, waits=waits, events=2 if first else 1),
        known,
        loaded,
        "get" in done and etag == etag_now,
        done.count("send"),
        attempt.zombie,
    )


def next_step(done: list[str], *, known: bool, waits: bool, events: int) -> str:
    if len(done) < 2:
        return ("load", "ask")[len(done)]
    if known:
        return "remove" if waits and "put" not in done else "ack"
    protocol = [*([] if waits else ["put"]), *["send"] * events, "mark", "remove", "ack"]
    return protocol[len(done) - 2]


def document_in_the_model(document: dict[str, Any] | None) -> Document:
    if document is None:
        return Document()
    return Document(
        tuple(document["items"]),
        tuple(
            (message, tuple((type(m.body).__name__, m.body.item) for m in waiting))
            for message, waiting in sorted(document["outbox"].items())
        ),
    )


@pytest.mark.parametrize(
    ("kinds", "max_faults", "states_of_handler", "states_of_model"),
    [
        (set(), 0, 246, 244),
        pytest.param({"crash", "lost answer"}, 2, 5846, 5114, marks=pytest.mark.slow),
        ({"lease expired"}, 1, 3332, 2876),
    ],
)
def test_handler_and_model_reach_the_same_states(
    kinds: set[str], max_faults: int, states_of_handler: int, states_of_model: int
) -> None:
    scope = {"kinds": kinds, "max_faults": max_faults}
    verdict = search(InboxHandler, "AB", **scope, interchangeable=True)
    report = explore("AB", **scope)
    assert (verdict.verdict, verdict.states) == ("pass", states_of_handler)
    assert (report.wrong, len(report.reached)) == (None, states_of_model)
    reached = {as_in_the_model(state) for state in verdict.reached}
    assert set(map(while_it_matters, reached)) == set(map(while_it_matters, report.reached))


def while_it_matters(state: independent_inbox.State) -> independent_inbox.State:
    """The state without what attempts know of the document that only have to be acked."""
    attempts = [a._replace(current=False) if a.step == "ack" else a for a in state.attempts]
    return state._replace(attempts=tuple(sorted(attempts)))


def test_the_inbox_holds_under_all_three_faults() -> None:
    report = explore("AB", kinds={"crash", "lost answer", "lease expired"}, max_faults=2)
    assert (report.wrong, len(report.reached)) == (None, 21295)


def test_asked_before_the_load_the_inbox_lets_the_effect_happen_twice() -> None:
    report = explore("A", kinds={"lease expired"}, max_faults=1, inbox_asked_before_the_load=True)
    assert report[:3] == ("duplicate", 1, 13)
    verdict = search(AsksTheInboxFirst, "A", {"lease expired"}, max_faults=1)
    assert (verdict.anomaly, verdict.faults, verdict.steps) == report[:3]


def test_asked_before_the_load_the_inbox_holds_with_one_consumer() -> None:
    scope = {"kinds": {"lease expired", "crash"}, "max_faults": 2, "consumers": 1}
    report = explore("A", **scope, inbox_asked_before_the_load=True)
    assert report.wrong is None
    assert search(AsksTheInboxFirst, "A", **scope).verdict == "pass"


def test_what_took_effect_is_known_to_the_document_or_to_the_inbox_at_every_moment() -> None:
    report = explore("AB", kinds={"crash", "lost answer"}, max_faults=2)
    for state in report.reached:
        in_outbox = {message for message, _ in state.document.outbox}
        assert set(state.document.items) <= in_outbox | state.inbox


def entries_at_rest(messages: str, *kinds: str, max_faults: int) -> set[Document]:
    """The documents that keep an outbox entry though nothing is left to do."""
    report = explore(messages, kinds=set(kinds), max_faults=max_faults)
    documents = {state.document for state in report.reached if state.at_rest}
    assert documents
    return {document for document in documents if document.outbox}


def test_without_a_lease_that_expires_no_outbox_entry_is_left_at_rest() -> None:
    assert not entries_at_rest("AB", "crash", "lost answer", max_faults=2)


def test_an_entry_stays_when_a_copy_has_loaded_too_early_to_see_it_and_the_zombie_fails() -> None:
    """The copy learns from the inbox that all is done; the zombie's last put is refused."""
    assert not entries_at_rest("A", "lease expired", max_faults=2)
    left = entries_at_rest("AB", "lease expired", max_faults=1)
    assert {len(document.outbox) for document in left} == {1}
    assert entries_at_rest("A", "lease expired", "crash", max_faults=2)
