"""The clock where a handler shows the time: two who ask may get the same, or a later one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from consistent_messaging import BlobStore, MessageContext
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LONG_PAUSE,
    Scope,
    check,
    try_some,
)
from consistent_messaging.model.clock import asked, can_pause, paused, running, turned, way
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError
from reference_model.compare import reference_verdict

MESSAGES = {"A": "apple", "B": "bread"}


@dataclass(frozen=True)
class Added:
    item: str
    at: str = ""


class Adds:
    """Adds an item and remembers its message; then it publishes under the ids of `ids`."""

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle(self, item: str, context: MessageContext) -> None:
        blob = self.blobs.get("key")
        document = blob.document if blob else {}
        if context.message_id not in document:
            document[context.message_id] = [item, *self.ids(context)]
            if blob:
                self.blobs.put("key", document, if_match=blob.etag)
            else:
                self.blobs.put("key", document, if_none_match="*")
        _, message_id, at = document[context.message_id]
        context.publish(Added(item), message_id)
        self.and_more(item, at, context)

    def ids(self, context: MessageContext) -> tuple[str, str]:
        return f"{context.message_id}/added", ""

    def and_more(self, item: str, at: str, context: MessageContext) -> None:
        pass


class IdsByTheTime(Adds):
    """Wrong: two messages can get the same id."""

    def ids(self, context: MessageContext) -> tuple[str, str]:
        return str(context.now()), ""


class IdsByMessageAndTime(Adds):
    """Right: the id differs from message to message, and is stored before it is shown."""

    def ids(self, context: MessageContext) -> tuple[str, str]:
        return f"{context.message_id} at {context.now()}", ""


class AsksAgainBehindTheWrite(Adds):
    """Wrong: two looks at the clock, in one attempt or in two, are taken for one time."""

    def ids(self, context: MessageContext) -> tuple[str, str]:
        return f"{context.message_id}/added", str(context.now())

    def and_more(self, item: str, at: str, context: MessageContext) -> None:
        if str(context.now()) != at:
            context.publish(Added(item, "later"), f"{context.message_id}/later")


class TakesTwoLooksForOne(Adds):
    """Wrong: looks twice without a step in between, and takes the two for one time."""

    def and_more(self, item: str, at: str, context: MessageContext) -> None:
        if str(context.now()) != str(context.now()):
            context.publish(Added(item, "later"), f"{context.message_id}/later")


class TakesTwoLooksForTwo(Adds):
    """Wrong as well: takes it for granted that the two differ."""

    def and_more(self, item: str, at: str, context: MessageContext) -> None:
        if str(context.now()) == str(context.now()):
            context.publish(Added(item, "twice"), f"{context.message_id}/twice")


def decide(items: tuple[str, ...], item: str) -> tuple[tuple[str, ...], list[object]]:
    return tuple(sorted((*items, item))), [Added(item)]


def items_in(records: Any) -> tuple[str, ...]:
    kept = records["blobs"].get("key")
    return tuple(sorted(entry[0] for entry in thaw(kept.document).values())) if kept else ()


def scenario(handler: Callable[..., Any]) -> Scenario:
    stores = {"blobs": BlobStore()}
    return Scenario(handler, stores, MESSAGES, Lesson("key", (), decide, items_in))


SCOPES = {
    "one message": Scope(("A",), (CRASH,), 1),
    "two messages": Scope(("A", "B"), (), 0),
    "a copy": Scope(("A",), (DUPLICATE,), 1),
    "a pause": Scope(("A",), (CRASH, LONG_PAUSE), 1),
}
RIGHT = [Adds, IdsByMessageAndTime]
WRONG = [IdsByTheTime, AsksAgainBehindTheWrite, TakesTwoLooksForOne, TakesTwoLooksForTwo]


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(scope, id=name, marks=[pytest.mark.slow] if name == "two messages" else [])
        for name, scope in SCOPES.items()
    ],
)
@pytest.mark.parametrize("handler", [*RIGHT, *WRONG])
def test_both_searches_come_to_the_same(handler: Any, scope: Scope) -> None:
    found = check(scenario(handler), scope)
    plain = reference_verdict(scenario(handler), scope, clock_runs=handler is not Adds)
    told = found.verdict, found.anomaly, found.faults, found.steps
    assert told == (plain.verdict, plain.anomaly, plain.faults, plain.steps)


@pytest.mark.parametrize("handler", RIGHT)
def test_who_needs_no_two_times_to_be_alike_or_to_differ_holds(handler: Any) -> None:
    for scope in SCOPES.values():
        assert check(scenario(handler), scope).verdict == "pass"


@pytest.mark.parametrize("handler", WRONG)
def test_who_takes_one_of_both_for_granted_is_found(handler: Any) -> None:
    assert "fail" in {check(scenario(handler), scope).verdict for scope in SCOPES.values()}


def test_ids_by_the_time_are_one_id_where_the_clock_stops() -> None:
    verdict = check(scenario(IdsByTheTime), SCOPES["two messages"])
    assert verdict.schedule is not None
    assert ":stops" in verdict.schedule.split()
    assert verdict.faults == 0  # it is no failure, it is how clocks are
    history = scenario(IdsByTheTime).replay(verdict.schedule)
    assert "The clock stops: from now on, all who ask get the same time." in [
        step.sentence for step in history.steps
    ]
    assert len({sent.message.message_id for sent in history.sent}) == 1
    runs = scenario(IdsByTheTime).play("A", "B")
    assert [sent.message.message_id for sent in runs.sent] == ["1.0", "2.0"]


def test_the_clock_runs_on_after_it_has_stood_still() -> None:
    history = scenario(IdsByTheTime).replay(
        "+A .A :stops .A .A =A :runs +B .B .B .B =B", ("A", "B")
    )
    assert [sent.message.message_id for sent in history.sent] == ["1.0", "2.0"]
    assert history.steps[6].sentence == "The clock runs on."


def test_a_history_in_which_the_clock_stops_can_be_played_with_code_that_shows_no_time() -> None:
    history = scenario(Adds).replay(":stops +A .A .A .A =A", ("A",))
    assert not history.waiting
    with pytest.raises(ImpossibleActionError, match="can stop"):
        scenario(Adds).replay(":still +A", ("A",))


def test_tries_at_random_let_the_clock_stand_still_as_well() -> None:
    found = try_some(scenario(IdsByTheTime), Scope(("A", "B"), (CRASH,), 1), histories=300)
    assert found.verdict == "fail"


def test_who_shows_no_time_has_no_more_states() -> None:
    scope = replace(SCOPES["two messages"], faults=(CRASH,), most_faults=1)
    assert check(scenario(Adds), scope).schedule is None
    simulator = scenario(Adds).simulator(("A", "B"))
    moves = [action.mark for action, _ in simulator.model.moves(simulator.state)]
    assert moves == ["+", "+"]


def test_a_clock_stops_or_runs_and_goes_on_from_where_it_was() -> None:
    first, time = asked(running())
    assert asked(time)[0] > first
    assert asked(turned(time, "stops")) == (first, turned(time, "stops"))
    assert turned(turned(time, "stops"), "runs") == time
    assert (way(time), way(turned(time, "stops"))) == ("runs", "stops")
    assert not can_pause(running())
    for clock in (time, turned(time, "stops")):
        assert way(paused(clock)) == way(clock)
        assert asked(paused(clock))[0] > asked(clock)[0] + 365 * 24 * 3600
