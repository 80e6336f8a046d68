"""A long pause: whatever a handler remembers for a while only, it has forgotten by then."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import protocols
import pytest
from consistent_messaging import BlobStore, ConcurrencyError, MessageContext
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LONG_PAUSE,
    Scope,
    check,
)
from consistent_messaging.explain import ReplayRequest, options_after, report_history
from consistent_messaging.model.clock import asked, can_pause, numbered, paused, turned
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError
from reference_model.compare import reference_verdict

FILE = Path(__file__)
A_WEEK, A_MINUTE = 7 * 24 * 3600, 60
ONE = ("A",)


@dataclass(frozen=True)
class Add:
    item: str


class Remembers:
    """Keeps the ids of messages beside the items, each with the time, and for a week only."""

    for_seconds: float | None = A_WEEK

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle(self, message: Add, context: MessageContext) -> None:
        blob = self.blobs.get("key")
        document = blob.document if blob else {"items": [], "seen": {}}
        now = context.now()
        seen = {
            message_id: at
            for message_id, at in document["seen"].items()
            if self.for_seconds is None or now - at < self.for_seconds
        }
        if context.message_id not in seen:
            document["items"].append(message.item)
            document["seen"] = {**seen, context.message_id: now}
            if blob:
                self.blobs.put("key", document, if_match=blob.etag)
            else:
                self.blobs.put("key", document, if_none_match="*")
        context.publish(message, context.message_id)


class ForEver(Remembers):
    for_seconds = None


class TakesOver:
    """Takes a lock over that is older than a minute; who had it does not know, and writes."""

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle(self, message: Add, context: MessageContext) -> None:
        self.lock(context)
        blob = self.blobs.get("key")
        document = blob.document if blob else {"items": [], "seen": {}}
        if context.message_id not in document["seen"]:
            document["items"].append(message.item)
            document["seen"][context.message_id] = 1
            self.blobs.put("key", document)
        self.blobs.delete("lock")
        context.publish(message, context.message_id)

    def lock(self, context: MessageContext) -> None:
        lock = self.blobs.get("lock")
        expires = context.now() + A_MINUTE
        if lock is None:
            self.blobs.put("lock", {"until": expires}, if_none_match="*")
        elif lock.document["until"] < context.now():
            self.blobs.put("lock", {"until": expires}, if_match=lock.etag)
        else:
            raise ConcurrencyError("somebody else is at it")


class ShowsTheTime(ForEver):
    """Sends the time along: another one in each attempt."""

    def handle(self, message: Add, context: MessageContext) -> None:
        super().handle(message, context)
        context.publish(Add(f"{message.item} at {context.now()}"), f"{context.message_id}/at")


class NeverAsks(ForEver):
    def handle(self, message: Add, context: MessageContext) -> None:
        timeless = MessageContext(context.message_id, now=lambda: 1.0)
        super().handle(message, timeless)
        context.publish(message, context.message_id)


def decide(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [message]


def items_in(records: Any) -> tuple[str, ...]:
    return (
        tuple(dict(records["blobs"]["key"][0].items)["items"].items)
        if "key" in records["blobs"]
        else ()
    )


def scenario(handler: Any) -> Scenario:
    messages = {"A": Add("apple"), "B": Add("bread")}
    return Scenario(handler, {"blobs": BlobStore()}, messages, Lesson("key", (), decide, items_in))


SCOPES = {
    "a copy": Scope(ONE, (DUPLICATE, LONG_PAUSE), most_faults=2),
    "a crash": Scope(ONE, (CRASH, LONG_PAUSE), most_faults=2),
    "a zombie": Scope(ONE, (LEASE_EXPIRED, LONG_PAUSE), most_faults=2),
    "two messages": Scope(("A", "B"), (DUPLICATE, LONG_PAUSE), most_faults=2),
}


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(scope, id=name, marks=[pytest.mark.slow] if name == "two messages" else [])
        for name, scope in SCOPES.items()
    ],
)
@pytest.mark.parametrize("handler", [Remembers, ForEver, TakesOver, ShowsTheTime, NeverAsks])
def test_both_searches_come_to_the_same(handler: Any, scope: Scope) -> None:
    found = check(scenario(handler), scope)
    runs = handler is ShowsTheTime
    plain = reference_verdict(scenario(handler), scope, clock_runs=runs)
    assert found.verdict == plain.verdict
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)


def test_what_is_remembered_for_a_week_is_forgotten_after_one_pause_and_one_copy() -> None:
    assert check(scenario(Remembers), Scope(ONE, (DUPLICATE,), 2)).verdict == "pass"
    verdict = check(scenario(Remembers), SCOPES["a copy"])
    assert (verdict.anomaly, verdict.faults) == ("duplicate", 2)
    assert verdict.schedule is not None
    assert "@later" in verdict.schedule.split()
    history = scenario(Remembers).replay(verdict.schedule)
    assert "Monkey: a long time passes." in [step.sentence for step in history.steps]


def test_what_is_remembered_for_ever_holds() -> None:
    assert check(scenario(ForEver), SCOPES["two messages"]).verdict == "pass"


def test_a_lock_that_runs_out_lets_two_in() -> None:
    scope = Scope(("A", "B"), (LONG_PAUSE,), 1)
    assert check(scenario(TakesOver), replace(scope, most_faults=0)).verdict == "pass"
    verdict = check(scenario(TakesOver), scope)
    assert (verdict.anomaly, verdict.faults) == ("ghost", 1)


def test_a_pause_costs_nothing_where_nobody_asks_for_the_time() -> None:
    with_pause, without = SCOPES["two messages"], Scope(("A", "B"), (DUPLICATE,), 2)
    found, plain = (check(scenario(NeverAsks), scope) for scope in (with_pause, without))
    assert found.states == plain.states
    assert found.never_struck == ()  # it holds whenever a pause comes
    for protocol in ("s2_outbox/right", "s4_claims/right"):
        given = protocols.scenario(protocol)
        found, plain = (
            check(given, replace(scope, messages=ONE)) for scope in (with_pause, without)
        )
        assert found.states == plain.states


def test_asking_for_the_time_makes_hardly_any_more_states() -> None:
    """One bit: whether anybody has asked, which differs only before the first write."""
    scope = Scope(("A", "B"), (DUPLICATE, CRASH), 2)
    asks, never = (check(scenario(handler), scope) for handler in (ForEver, NeverAsks))
    assert asks.states < never.states * 1.05


def test_a_pause_is_possible_once_somebody_has_asked_and_once_only() -> None:
    simulator = scenario(Remembers).simulator(ONE)
    with pytest.raises(ImpossibleActionError, match="nobody has asked"):
        simulator.take("@later")
    for action in ["+A", ".A", "@later"]:
        simulator.take(action)
    with pytest.raises(ImpossibleActionError, match="nobody has asked"):
        simulator.take("@later")
    with pytest.raises(ImpossibleActionError):
        simulator.take("@soon")


def test_the_clock_and_the_numbers_are_one_number_and_do_not_disturb_each_other() -> None:
    first, time = asked(0)
    assert asked(time) == (first, time)
    second, later = asked(paused(time))
    assert second - first > 365 * 24 * 3600
    assert not can_pause(paused(later))
    assert numbered(later)[0] == numbered(0)[0] == 1
    assert numbered(numbered(later)[1])[0] == 2
    assert asked(turned(numbered(later)[1], "runs"))[0] == second + 1


def test_a_history_with_a_pause_is_told_with_its_moments_and_can_be_gone_on_from() -> None:
    verdict = check(scenario(Remembers), SCOPES["a copy"])
    assert verdict.schedule is not None
    source = FILE.read_text(encoding="utf-8")
    request = ReplayRequest(verdict.schedule, ONE, marks="2@", most_faults=2)
    told = report_history(scenario(Remembers), request, FILE, source)
    pause = verdict.schedule.split().index("@later")
    assert told["moments"][pause]["sentence"] == "Monkey: a long time passes."
    begun = options_after(scenario(Remembers), request.with_actions(["+A", ".A"]), FILE, source)
    offered = {option["action"]: (option["text"], option["price"]) for option in begun["options"]}
    assert offered["@later"] == ("Let a long time pass", 1)
    first = options_after(scenario(Remembers), request.with_actions([]), FILE, source)
    assert "@later" not in [option["action"] for option in first["options"]]
