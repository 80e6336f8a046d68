"""The plain search finds what is wrong in small handlers, and by the shortest history."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    Dispatcher,
    EventStore,
    Inbox,
    MessageContext,
    OutgoingMessage,
    StoredEvent,
    Stream,
    Throttled,
    TimeoutError,
    derived_id,
)
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson
from reference_model.search import ReferenceVerdict, brute_force_minimal, reference_search
from reference_model.state import Move, State
from reference_model.world import KINDS, ReferenceWorld

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


A, B = AddItem("apple"), AddItem("bread")
Records = Mapping[str, Mapping[str, Any]]


def add_item(items: tuple[str, ...], message: AddItem) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [ItemAdded(message.item)]


def add_item_and_tell_the_first(
    items: tuple[str, ...], message: AddItem
) -> tuple[tuple[str, ...], list[object]]:
    first = [] if items else [FirstItemAdded(message.item)]
    return (*items, message.item), [*first, ItemAdded(message.item)]


def items_of(events: tuple[StoredEvent, ...]) -> tuple[str, ...]:
    return tuple(event.body.item for event in events if isinstance(event.body, ItemAdded))


def items_in(records: Records) -> tuple[str, ...]:
    return items_of(records["event_store"].get(ORDER, Stream()).events)


ADD_ITEM = Lesson(ORDER, (), add_item, items_in)
TELL_THE_FIRST = Lesson(ORDER, (), add_item_and_tell_the_first, items_in)


class Handler:
    """What the handlers below share: a store, and how to append to it."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    def append(self, message: AddItem, context: MessageContext, version: int) -> None:
        new = [StoredEvent(ItemAdded(message.item), context.message_id)]
        self.event_store.append(ORDER, new, expected_version=version)


class EventSourced(Handler):
    """Right: decides on the state as of the first processing, and publishes always."""

    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        causes = [event.caused_by for event in stream.events]
        known = context.message_id in causes
        end = causes.index(context.message_id) if known else len(causes)
        items = items_of(stream.events[:end])
        events = add_item_and_tell_the_first(items, message)[1]
        if not known:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.event_store.append(ORDER, new, expected_version=stream.version)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))


class ReturnsEarly(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        if context.message_id in {event.caused_by for event in stream.events}:
            return
        self.append(message, context, stream.version)
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


class DecidesOnTheCurrentState(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        items = items_of(stream.events)
        if context.message_id not in {event.caused_by for event in stream.events}:
            self.append(message, context, stream.version)
            items = (*items, message.item)
        if items == (message.item,):
            context.publish(FirstItemAdded(message.item), f"{context.message_id}/first")
        context.publish(ItemAdded(message.item), f"{context.message_id}/added")


class NeverAsks(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        self.append(message, context, self.event_store.read(ORDER).version)
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


class FreshIds(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        if context.message_id not in {event.caused_by for event in stream.events}:
            self.append(message, context, stream.version)
        context.publish(ItemAdded(message.item), context.new_id())


class AppendsAgainAfterATimeout(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        version = self.event_store.read(ORDER).version
        if version == 0:
            try:
                self.append(message, context, version)
            except TimeoutError:
                self.append(message, context, self.event_store.read(ORDER).version)
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


class GivesUpWhenRejected(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        version = self.event_store.read(ORDER).version
        try:
            self.append(message, context, version)
        except Throttled:
            return
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


class OneId(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        self.append(message, context, self.event_store.read(ORDER).version)
        context.publish(ItemAdded(message.item), "added")


class Refuses(Handler):
    def handle(self, message: AddItem, context: MessageContext) -> None:
        if self.event_store.read(ORDER).version:
            raise Throttled("not twice")
        self.append(message, context, 0)
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


def search(handler: Any, *kinds: str, messages: str = "A", **options: Any) -> ReferenceVerdict:
    """Search with one fault of these kinds, if any, on one event store."""
    options = {"max_faults": 1 if kinds else 0, "lesson": ADD_ITEM} | options
    return reference_search(
        handler,
        {"event_store": EventStore()},
        {name: {"A": A, "B": B}[name] for name in messages},
        kinds=set(kinds),
        **options,
    )


def found(verdict: ReferenceVerdict) -> tuple[str | None, int | None, int | None, str]:
    assert verdict.verdict == "fail"
    return verdict.anomaly, verdict.faults, verdict.steps, verdict.schedule


def states_along(world: ReferenceWorld, schedule: str) -> list[State]:
    """The state after each action of the schedule."""
    states = [world.initial()]
    for action in schedule.split():
        states.append(next(m.state for m in world.moves(states[-1]) if m.action == action))
    return states


def test_a_right_handler_passes_in_every_sequence() -> None:
    verdict = search(EventSourced, messages="AB", lesson=TELL_THE_FIRST)
    assert (verdict.verdict, verdict.anomaly, verdict.states) == ("pass", None, 125)


def test_a_right_handler_passes_under_two_faults() -> None:
    verdict = search(
        EventSourced,
        *("crash", "lost answer"),
        messages="AB",
        lesson=TELL_THE_FIRST,
        max_faults=2,
    )
    assert (verdict.verdict, verdict.states) == ("pass", 1875)
    assert {state.faults for state in verdict.reached} == {0, 1, 2}


def test_to_return_early_loses_the_event_after_a_crash() -> None:
    verdict = search(ReturnsEarly, "crash", consumers=1)
    assert found(verdict) == ("lost", 1, 7, "+A .A .A !A +A .A =A")


def test_to_decide_on_the_current_state_loses_the_first_event_after_a_delayed_failure() -> None:
    verdict = search(
        DecidesOnTheCurrentState,
        "delayed failure when acking",
        messages="AB",
        lesson=TELL_THE_FIRST,
    )
    assert found(verdict) == ("lost", 1, 14, "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A")


def test_the_history_in_which_the_failure_comes_after_the_other_message_is_as_short() -> None:
    world = ReferenceWorld(
        DecidesOnTheCurrentState,
        {"event_store": EventStore()},
        {"A": A, "B": B},
        kinds={"delayed failure when acking"},
        max_faults=1,
    )
    *_, state = states_along(world, "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A")
    assert (state.faults, state.is_quiet) == (1, True)
    assert {body for _, body in state.sent} == {ItemAdded("apple"), ItemAdded("bread")}


@pytest.mark.parametrize(
    ("handler", "kind", "anomaly", "schedule"),
    [
        (NeverAsks, "duplicate delivery", "duplicate", "2A +A .A .A +A .A2 .A2"),
        (NeverAsks, "lost ack", "duplicate", "+A .A .A .A %A +A .A .A"),
        (NeverAsks, "lease expired", "duplicate", "+A &A .A .A +A .A2 .A2"),
        (NeverAsks, "delayed failure when acking", "duplicate", "+A .A .A ~A !A +A .A .A"),
        (FreshIds, "lost ack", "duplicate", "+A .A .A .A %A +A .A .A"),
        (AppendsAgainAfterATimeout, "lost answer", "duplicate", "+A .A ?A .A .A"),
        (GivesUpWhenRejected, "rejected", "lost", "+A .A ^A =A"),
        (Refuses, "crash", "stuck", "+A .A .A !A"),
    ],
)
def test_one_fault_of_a_kind_shows_the_mistake_that_it_is_about(
    handler: type, kind: str, anomaly: str, schedule: str
) -> None:
    steps = len(schedule.split())
    assert search(handler).verdict == "pass"
    assert found(search(handler, kind)) == (anomaly, 1, steps, schedule)


@pytest.mark.parametrize(
    ("schedule", "actions"),
    [
        ("", "+A 2A"),
        ("2A", "+A 2A"),
        ("+A", ".A !A &A ?A ^A _A"),
        ("+A !A", "+A"),
        ("+A ?A", "+A"),
        ("+A &A", ".A !A ?A ^A _A +A"),
        ("+A &A !A", "+A"),
        ("+A &A +A", ".A1 !A1 ?A1 ^A1 _A1 .A2 !A2 &A2 ?A2 ^A2 _A2"),
        ("+A .A .A", ".A !A &A ?A ^A _A ~A bA"),
        ("+A .A .A &A", ".A !A ?A ^A _A bA +A"),
        ("+A .A .A ~A", "!A"),
        ("+A .A .A .A", "=A !A %A &A"),
        ("+A .A .A .A &A", "=A !A +A"),
        ("+A .A .A .A &A =A", "+A"),
        ("+A .A .A .A =A", ""),
    ],
)
def test_in_each_state_just_these_actions_are_possible(schedule: str, actions: str) -> None:
    world = ReferenceWorld(
        ReturnsEarly,
        {"event_store": EventStore()},
        {"A": A},
        kinds=set(KINDS.values()),
        max_faults=9,
    )
    state = states_along(world, schedule)[-1]
    assert {move.action for move in world.moves(state)} == set(actions.split())


@pytest.mark.parametrize(
    ("action", "sent", "queue"), [(".A", 1, ()), ("?A", 1, ("A",)), ("^A", 0, ("A",))]
)
def test_a_send_that_is_reported_as_failed_was_sent_unless_it_was_rejected(
    action: str, sent: int, queue: tuple[str, ...]
) -> None:
    world = ReferenceWorld(
        ReturnsEarly,
        {"event_store": EventStore()},
        {"A": A},
        kinds=set(KINDS.values()),
        max_faults=1,
    )
    state = states_along(world, f"+A .A .A {action}")[-1]
    assert (len(state.sent), state.queue) == (sent, queue)


def test_an_attempt_whose_lease_has_expired_ends_without_touching_the_queue() -> None:
    verdict = search(EventSourced, "lease expired", lesson=TELL_THE_FIRST)
    assert verdict.verdict == "pass"
    zombies = [s for s in verdict.reached for a in s.attempts if a and a.zombie]
    assert max(len(s.queue) + sum(map(bool, s.attempts)) for s in zombies) == 2


def test_an_event_that_is_sent_before_its_change_is_stored_is_a_ghost() -> None:
    class SendsFirst:
        def __init__(self, event_store: EventStore, dispatcher: Dispatcher) -> None:
            self.event_store, self.dispatcher = event_store, dispatcher

        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.dispatcher.dispatch([OutgoingMessage("x", ItemAdded(message.item))])
            self.event_store.append(
                ORDER, [StoredEvent(ItemAdded(message.item), "A")], expected_version=0
            )

    stores = {"event_store": EventStore(), "dispatcher": Dispatcher(Outlet())}
    verdict = reference_search(SendsFirst, stores, {"A": A}, ADD_ITEM, kinds=set(), max_faults=0)
    assert found(verdict) == ("ghost", 0, 2, "+A .A")


def test_two_contents_under_one_id_are_contradictory() -> None:
    verdict = search(OneId, messages="AB", consumers=1)
    assert found(verdict) == ("contradictory", 0, 9, "+A .A .A .A =A +B .B .B .B")


def test_a_content_that_no_order_publishes_is_contradictory() -> None:
    class Renames(Handler):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.append(message, context, 0)
            context.publish(ItemAdded("pear"), derived_id(context.message_id))

    assert found(search(Renames)) == ("contradictory", 0, 3, "+A .A .A")


class ReadsTheClaimFirst(Handler):
    """Claims have to be written first: a read may miss a claim that is there."""

    def __init__(self, event_store: EventStore, claims: ClaimInbox) -> None:
        super().__init__(event_store)
        self.claims = claims

    def handle(self, message: AddItem, context: MessageContext) -> None:
        if self.claims.claimed_by(context.message_id) is None:
            version = self.event_store.read(ORDER).version
            self.append(message, context, version)
            self.claims.try_claim(context.message_id, "claimed")
        context.publish(ItemAdded(message.item), derived_id(context.message_id))


@pytest.mark.parametrize(("consistency", "verdict"), [("strong", "pass"), ("missed", "fail")])
def test_only_a_store_that_is_not_strong_misses_what_is_there(
    consistency: str, verdict: str
) -> None:
    stores = {"event_store": EventStore(), "claims": ClaimInbox()}
    came_to = reference_search(
        ReadsTheClaimFirst,
        stores,
        {"A": A},
        ADD_ITEM,
        kinds={"stale read", "lost ack"},
        max_faults=2,
        consistency={"claims": consistency},
    )
    assert came_to.verdict == verdict
    if verdict == "fail":
        actions = "+A .A .A .A .A .A %A +A <A .A .A"
        assert found(came_to) == ("duplicate", 2, 11, actions)


def test_only_what_was_missed_before_and_is_there_now_can_be_missed_again() -> None:
    world = ReferenceWorld(
        ReadsTheClaimFirst,
        {"event_store": EventStore(), "claims": ClaimInbox()},
        {"A": A},
        kinds={"stale read", "lost ack", "lease expired"},
        max_faults=9,
        consistency={"claims": "missed"},
    )
    claimed = "+A .A .A .A .A .A %A +A"
    for schedule, stale in (("+A", False), ("+A .A &A +A", False), (claimed, True)):
        moves = world.moves(states_along(world, schedule)[-1])
        assert any(move.action.startswith("<") for move in moves) is stale


def test_a_record_that_is_evicted_is_no_longer_found() -> None:
    class AsksTheInbox(Handler):
        def __init__(self, event_store: EventStore, inbox: Inbox) -> None:
            super().__init__(event_store)
            self.inbox = inbox

        def handle(self, message: AddItem, context: MessageContext) -> None:
            if not self.inbox.contains(context.message_id):
                self.append(message, context, self.event_store.read(ORDER).version)
                self.inbox.add(context.message_id)
            context.publish(ItemAdded(message.item), derived_id(context.message_id))

    verdict = reference_search(
        AsksTheInbox,
        {"event_store": EventStore(), "inbox": Inbox()},
        {"A": A},
        ADD_ITEM,
        kinds={"record evicted", "lost ack"},
        max_faults=2,
        deduplication=frozenset({"inbox"}),
    )
    actions = "+A .A .A .A .A .A %A xinbox:A +A .A .A .A"
    assert found(verdict) == ("duplicate", 2, 12, actions)


def test_etags_and_numbers_of_attempts_are_used_again_when_nobody_holds_them() -> None:
    class Writes:
        def __init__(self, blobs: BlobStore) -> None:
            self.blobs = blobs

        def handle(self, message: AddItem, context: MessageContext) -> None:
            blob = self.blobs.get(ORDER)
            etag = self.blobs.put(ORDER, {}, if_match=blob.etag if blob else None)
            self.blobs.put(ORDER, {}, if_match=etag)

    world = ReferenceWorld(
        Writes, {"blobs": BlobStore()}, {"A": A}, kinds={"crash"}, max_faults=9, consumers=1
    )
    states = states_along(world, "+A .A .A .A !A +A .A .A .A =A")
    etags = [etag for s in states for _, etag in world.records(s)["blobs"].values()]
    assert etags == ["v1", "v2", "v2", "v2", "v2", "v1", "v3", "v3"]
    assert {attempt.number for s in states for attempt in s.attempts if attempt} == {1}


def test_an_attempt_gets_no_number_that_is_kept_in_a_fresh_id() -> None:
    verdict = search(FreshIds, "lost ack", messages="A")
    final = [s for s in verdict.reached if len(s.sent) == 2]
    assert {i[9:] for s in final for i, _ in s.sent} == {"new-A-1-1", "new-A-2-1"}


def sorted_consumers(state: State) -> State:
    attempts = sorted(state.attempts, key=lambda a: (a is None, a and (a.message, a.number)))
    return state._replace(attempts=tuple(attempts))


def test_interchangeable_consumers_only_leave_out_who_has_which_attempt() -> None:
    scope = {"messages": "AB", "lesson": TELL_THE_FIRST}
    numbered = search(EventSourced, "crash", **scope)
    interchangeable = search(EventSourced, "crash", **scope, interchangeable=True)
    assert {sorted_consumers(state) for state in numbered.reached} == interchangeable.reached
    assert interchangeable.states < numbered.states


def test_a_cap_that_is_reached_means_unknown() -> None:
    verdict = search(EventSourced, messages="AB", lesson=TELL_THE_FIRST, cap=100)
    assert (verdict.verdict, verdict.anomaly, verdict.schedule) == ("unknown", None, "")


@pytest.mark.parametrize(
    ("handler", "kinds", "messages", "max_steps"),
    [
        (ReturnsEarly, {"crash"}, "A", 9),
        (NeverAsks, {"lost ack", "crash"}, "A", 9),
        (GivesUpWhenRejected, {"rejected", "lost answer"}, "A", 9),
        (FreshIds, {"crash"}, "A", 10),
        (NeverAsks, {"lease expired"}, "A", 8),
        (OneId, set(), "AB", 9),
    ],
)
def test_no_history_with_fewer_faults_or_steps_shows_the_mistake(
    handler: type, kinds: set[str], messages: str, max_steps: int
) -> None:
    shortest = brute_force_minimal(
        handler,
        {"event_store": EventStore()},
        {name: {"A": A, "B": B}[name] for name in messages},
        ADD_ITEM,
        kinds=kinds,
        max_faults=1,
        max_steps=max_steps,
    )
    verdict = search(handler, *kinds, messages=messages)
    assert verdict.verdict == "fail"
    assert shortest == (verdict.faults, verdict.steps)


def test_a_right_handler_has_no_wrong_history_at_all() -> None:
    stores = {"event_store": EventStore()}
    assert None is brute_force_minimal(
        EventSourced, stores, {"A": A}, TELL_THE_FIRST, kinds={"crash"}, max_faults=1, max_steps=12
    )


def test_of_all_shortest_histories_it_tells_the_one_that_is_easiest_to_follow() -> None:
    verdict = search(NeverAsks, "lease expired")
    world = ReferenceWorld(
        NeverAsks, {"event_store": EventStore()}, {"A": A}, kinds={"lease expired"}, max_faults=1
    )

    def histories(moves: tuple[Move, ...], state: State) -> Iterator[tuple[Move, ...]]:
        if len(moves) == verdict.steps:
            if items_in(world.records(state)) == ("apple", "apple"):
                yield moves
        else:
            for move in world.moves(state):
                yield from histories((*moves, move), move.state)

    def readability(moves: tuple[Move, ...]) -> tuple[int, list[int]]:
        switches = sum(a.attempt != b.attempt for a, b in itertools.pairwise(moves))
        return switches, [step for step, move in enumerate(moves) if move.fault]

    shortest = list(histories((), world.initial()))
    assert len(shortest) > 1
    best = min(readability(moves) for moves in shortest)
    schedules = {" ".join(m.action for m in ms) for ms in shortest if readability(ms) == best}
    assert verdict.schedule == min(schedules)


def test_of_two_moments_for_the_fault_it_tells_the_earlier() -> None:
    class GivesUpInTheEnd(Handler):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            rejections = 0
            for _ in range(2):
                try:
                    version = self.event_store.read(ORDER).version
                except Throttled:
                    rejections += 1
            if not rejections:
                self.append(message, context, version)
                context.publish(ItemAdded(message.item), derived_id(context.message_id))

    assert found(search(GivesUpInTheEnd, "rejected")) == ("lost", 1, 4, "+A ^A .A =A")


def test_a_kind_of_fault_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="crahs"):
        search(EventSourced, "crahs")


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no second process")
def test_every_run_of_python_finds_the_same() -> None:
    program = (
        "import test_reference_search as t\n"
        "for handler in (t.FreshIds, t.DecidesOnTheCurrentState, t.EventSourced):\n"
        "    print(t.search(handler, 'crash', messages='AB', lesson=t.TELL_THE_FIRST))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert "states=" in told.pop()
