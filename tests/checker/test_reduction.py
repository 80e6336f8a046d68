"""The search with fewer states against the full one: the same verdict, the same ends, a third."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import catalogue
import designs_table
import protocols
import pytest
from catalogue import Entry
from consistent_messaging import Dispatcher, OutgoingMessage, Table
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LONG_PAUSE,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    Scope,
    Verdict,
    check,
)
from consistent_messaging.checker.reduction import reduced_search
from consistent_messaging.checker.search import Found, search
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.checks import UnknownError, assert_holds
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.model.state_machine import Model
from consistent_messaging.model.symbolic_ids import FRESH
from consistent_messaging.scenario import Invariant, Lesson, Rules, Scenario
from random_programs import program
from sampled import one_in

TABLE = [entry for entry in catalogue.read() if not entry.grows and not entry.slow]
QUICK = [entry for entry in TABLE if (entry.states or 0) < 7000]
WRONG = [entry for entry in TABLE if entry.schedule]
HOLDS = [entry for entry in QUICK if not entry.schedule]
LARGE = "designs/processes/right_consumer_outbox"
DESIGNS = [name for name in designs_table.names() if name != LARGE]
SEVEN = (CRASH, LOST_ANSWER, REJECTED, LOST_REQUEST, LOST_ACK, DUPLICATE, LEASE_EXPIRED)
FULL = ("designs/broker/", "designs/endpoints/", "cases/retention", "cases/reply", "cases/timeout")


def some(entries: list[Entry], count: int) -> list[Any]:
    """One in so many; the others are slow. Those in which a pause makes a difference are left out:
    there is only the full search for them."""
    timeless = [entry for entry in entries if not is_about_time(entry)]
    return one_in(count, timeless)


def is_about_time(entry: Entry) -> bool:
    """True if a handler asks for the time, and a pause is among the faults."""
    source = protocols.path_of(entry.protocol).read_text(encoding="utf-8")
    return "now()" in source and LONG_PAUSE in entry.scope.faults


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.verdict, verdict.anomaly, verdict.faults, verdict.steps, verdict.schedule


def both(scenario: Scenario, scope: Scope) -> tuple[Model, Found, Found | None]:
    """What the full search comes to by itself, and what the other one does."""

    def searched() -> tuple[Model, Found, Found | None]:
        model = scenario.searched_model(scope.messages, consumers=scope.consumers)
        judge = StateCheck(model, scenario.lesson, scope.leftovers, scenario.rules)
        limits: dict[str, Any] = {
            "marks": "".join(fault.mark for fault in scope.faults),
            "most_faults": scope.most_faults if scope.faults else 0,
            "most_states": catalogue.MOST_STATES,
        }
        fewer = reduced_search(model, judge, scenario.rules, **limits)
        return model, search(model, judge, **limits), fewer

    return scenario.with_ids_that_differ(searched)


def kept(model: Model, found: Found, *, only_ends: bool) -> dict[object, int]:
    """What the stores keep in the states that were found, and with how few faults; at the end, also
    what waits and what was sent."""
    fewest: dict[object, int] = {}
    for state, faults in zip(found.explored.states, found.explored.faults, strict=True):
        what: list[object] = [in_any_sequence(model.records(state).items())]
        if only_ends:
            what += [state.queue, in_any_sequence(model.heard(state))]
        if not only_ends or model.at_rest(state):
            fewest.setdefault(repr(what), faults)
    return fewest


def in_any_sequence(things: Iterable[object]) -> list[str]:
    """The things, sorted, with one name in the place of all ids and etags."""
    parts: list[str] = []
    for thing in things:
        match thing:
            case (str(store), dict(by_key)):
                parts += [f"{store}: {key}: {freeze(record)}" for key, record in by_key.items()]
            case _:
                parts.append(str(thing))
    return sorted(FRESH.sub("…", part) for part in parts)


def expect_alike(scenario: Scenario, scope: Scope) -> None:
    """Both find something wrong with as few faults, or both see the same stores and ends."""
    model, full, fewer = both(scenario, scope)
    assert fewer is not None
    assert (full.number is None) == (fewer.number is None)
    if full.number is not None and fewer.number is not None:
        assert full.explored.faults[full.number] == fewer.explored.faults[fewer.number]
        return
    assert full.explored.struck == fewer.explored.struck
    if model.tree.naming.once_only:
        return  # who asks first gets another id, and it may be cut or hashed
    for only_ends in (False, True):
        assert kept(model, full, only_ends=only_ends) == kept(model, fewer, only_ends=only_ends)


@pytest.mark.parametrize("entry", WRONG[::6], ids=str)
def test_what_is_wrong_is_told_as_by_the_full_search(entry: Entry) -> None:
    verdict = check(entry.scenario, replace(entry.scope, reduced=True))
    found = (verdict.anomaly, verdict.faults, verdict.steps, verdict.schedule)
    assert found == (entry.anomaly, entry.faults, entry.steps, entry.schedule)


@pytest.mark.parametrize("entry", [*some(WRONG, 6), *some(HOLDS, 8)], ids=str)
def test_both_see_the_same_stores_and_the_same_ends(entry: Entry) -> None:
    expect_alike(entry.scenario, entry.scope)


@pytest.mark.parametrize("name", one_in(3, [n for n in DESIGNS if not n.startswith(FULL)]))
def test_designs_get_the_same_verdict(name: str) -> None:
    design = designs_table.design(name)
    expect_alike(design.scenario, design.scope)


@pytest.mark.parametrize("name", [name for name in DESIGNS if name.startswith(FULL)][::4])
def test_a_design_is_searched_in_full_where_nothing_can_be_left_out(name: str) -> None:
    design = designs_table.design(name)
    assert (
        designs_table.row(check(design.scenario, replace(design.scope, reduced=True)))
        == (designs_table.read()[name])
    )


@pytest.mark.parametrize(
    "first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in range(30, 300, 30))]
)
def test_programs_that_nobody_wrote_get_the_same_verdict(first: int) -> None:
    compared = 0
    for seed in range(first, first + 30):
        scenario, scope = program(seed).scenario(), program(seed).scope
        if both(scenario, scope)[2] is not None:
            expect_alike(scenario, scope)
            compared += 1
    assert compared > 15


@pytest.mark.slow
def test_three_times_fewer_states_on_the_catalogues_median() -> None:
    ratios = []
    for entry in HOLDS:
        if entry.states and entry.states > 500:
            verdict = check(entry.scenario, replace(entry.scope, reduced=True))
            ratios += [entry.states / verdict.states] if verdict.reduced else []
    assert len(ratios) > 25
    assert statistics.median(ratios) > 3


@dataclass(frozen=True)
class Put:
    """A message: put this into the table. As an event: it was put there."""

    what: str


MESSAGES = {"A": Put("apple"), "B": Put("bread")}
LESSON = Lesson(
    "the table",
    frozenset(),
    lambda state, message: (state | {message.what}, [message]),
    lambda records: frozenset(records["table"]) - {"expires"},
)


class Writes:
    """Writes a row, and publishes."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def handle(self, message: Put, context: Any) -> None:
        if self.table.get(message.what) is None:
            self.table.commit({message.what: {"there": True}})
        context.publish(message, f"{context.message_id}/put")


def shop(handler: Callable[..., Any], **more: Any) -> Scenario:
    stores = {"table": Table()} | more.pop("stores", {})
    return Scenario(handler, stores, MESSAGES, LESSON, **more)


def expect_noticed(scenario: Scenario, scope: Scope) -> Verdict:
    """The reduced check finds what the full one does, and there is something to find."""
    full = check(scenario, scope)
    assert full.verdict == "fail"
    assert told(check(scenario, replace(scope, reduced=True))) == told(full)
    return full


def test_a_send_is_noticed_by_an_invariant_that_always_has_to_hold() -> None:
    def one_at_most_is_not_heard_of(records: Any, heard: Any) -> bool:
        return len(records["table"]) <= len(heard) + 1

    invariant = Invariant("one row at most is not heard of", one_at_most_is_not_heard_of)
    scope = Scope(("A", "B"))
    expect_noticed(shop(Writes, rules=Rules(invariants=(invariant,))), scope)
    at_rest = replace(invariant, when="at rest")
    held = check(shop(Writes, rules=Rules(invariants=(at_rest,))), replace(scope, reduced=True))
    assert (held.verdict, held.reduced) == ("pass", True)


def test_a_send_is_noticed_where_a_sequence_is_judged() -> None:
    in_sequence = Lesson("the list", (), lambda s, m: ((*s, m.what), [m]), written_in)
    scenario = Scenario(
        Appends, {"table": Table()}, MESSAGES, in_sequence, rules=Rules(sequence_by=lambda e: "all")
    )
    found = expect_noticed(scenario, Scope(("A", "B")))
    assert found.anomaly == "out of sequence"


class Appends(Writes):
    """Appends to a list, and publishes."""

    def handle(self, message: Put, context: Any) -> None:
        rows = self.table.find("list")
        items = rows[0].value["items"] if rows else []
        if message.what not in items:
            self.table.commit({"list": {"items": [*items, message.what]}}, unchanged=rows)
        context.publish(message, f"{context.message_id}/put")


def written_in(records: Any) -> tuple[str, ...]:
    return tuple(records["table"].get("list", {"items": ()})["items"])


class Sweeps:
    """A process that forgets rows after an hour."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def run(self, context: Any) -> None:
        now = context.now()
        old = [row.key for row in self.table.find() if now - row.value["at"] > 3600]
        if old:
            self.table.commit({}, deletes=old)


class Dates(Writes):
    """Writes a row with the time, and publishes."""

    def handle(self, message: Put, context: Any) -> None:
        self.table.commit({message.what: {"at": context.now()}})
        context.publish(message, f"{context.message_id}/put")


def test_a_pause_is_noticed_before_an_ack_and_not_behind_it() -> None:
    scenario = shop(Dates, processes={"sweeper": Sweeps})
    found = expect_noticed(scenario, Scope(("A",), (LONG_PAUSE,), 1))
    assert "@later" in (found.schedule or "").partition("=A")[0]
    assert both(scenario, Scope(("A",), (LONG_PAUSE,), 1))[2] is None


class CountsIds:
    """Bread takes an id as it likes; apple relies on being the first one if there is no bread."""

    def __init__(self, table: Table, dispatcher: Dispatcher) -> None:
        self.table, self.dispatcher = table, dispatcher

    def handle(self, message: Put, context: Any) -> None:
        there = self.table.get("bread")
        self.dispatcher.dispatch([OutgoingMessage(f"{context.message_id}/put", message)])
        if there is None and message.what == "apple" and not context.new_id().endswith("1"):
            return
        self.table.commit({message.what: {"there": True}})


def test_a_send_is_noticed_if_an_id_that_is_worked_on_comes_behind_it() -> None:
    found = expect_noticed(
        replace(
            shop(CountsIds, stores={"dispatcher": Outlet()}), lesson=replace(LESSON, settles=True)
        ),
        Scope(("A", "B")),
    )
    assert found.anomaly == "ghost"


class Tokens:
    """Tokens of the next endpoint; a mark says that somebody has seen one."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def create(self) -> None:
        self.records["token"] = True

    def mark(self) -> bool:
        """Mark a token that is there."""
        self.records |= {"marked": True} if "token" in self.records else {}
        return "token" in self.records

    def replace(self) -> None:
        """Create a token again that was marked, and is gone."""
        if "marked" in self.records:
            self.records["token"] = True


class SendsTwice:
    """Apple brings a token and a message, bread the same message, and cake another token."""

    def __init__(self, tokens: Any, dispatcher: Dispatcher) -> None:
        self.tokens, self.dispatcher = tokens, dispatcher

    def handle(self, message: Put, context: Any) -> None:
        if message.what == "cake":
            self.tokens.replace()
            return
        if message.what == "apple":
            self.tokens.create()
        elif not self.tokens.mark():
            return
        self.dispatcher.dispatch([OutgoingMessage("put", Put("apple"), {"token": "token"})])


def test_a_send_is_noticed_by_a_receiver_that_checks_tokens() -> None:
    """Sent before the first one is received, the second is no more than a copy of it."""
    scenario = Scenario(
        SendsTwice,
        {"tokens": Tokens(), "dispatcher": Outlet()},
        MESSAGES | {"C": Put("cake")},
        Lesson(
            "the shop",
            None,
            lambda state, message: (None, [message] if message.what == "apple" else []),
            lambda records: None,
        ),
        receiver="tokens",
    )
    found = expect_noticed(scenario, Scope(("A", "B", "C")))
    assert (found.anomaly, found.faults) == ("duplicate", 0)


def test_a_shortest_history_that_is_out_of_reach_is_no_pass() -> None:
    entry = next(e for e in WRONG if e.protocol.startswith("s3_inbox/") and e.faults)
    _, full, fewer = both(entry.scenario, entry.scope)
    assert fewer is not None
    few = len(fewer.explored.states)
    assert few < len(full.explored.states)
    scope = replace(entry.scope, reduced=True, most_states=few)
    verdict = check(entry.scenario, scope)
    assert (verdict.verdict, verdict.faults) == ("unknown", entry.faults)
    assert "Something goes wrong with" in str(verdict)
    assert "Allow more states" in str(verdict)
    with pytest.raises(UnknownError, match="Something goes wrong with"):
        assert_holds(entry.scenario, scope)


def test_a_reduced_check_that_gives_up_or_is_stopped_says_so() -> None:
    scenario, scope = shop(Writes), Scope(("A", "B"), (CRASH, DUPLICATE), 2, reduced=True)
    given_up = check(scenario, replace(scope, most_states=20))
    assert (given_up.verdict, given_up.faults) == ("unknown", None)
    assert "Nothing broke so far; that is not a pass." in str(given_up)


def test_a_reduced_check_says_how_many_states_stand_for_all() -> None:
    scope = Scope(("A", "B"), (CRASH, LOST_ACK), 1, reduced=True)
    verdict = assert_holds(shop(Writes), scope)
    full = check(shop(Writes), replace(scope, reduced=False))
    assert verdict.states < full.states
    assert str(verdict) == f"{verdict.states:,} states that stand for all; {scope}."
    assert str(full) == f"All {full.states:,} states; {scope}."


def test_where_nothing_can_be_left_out_all_states_are_counted() -> None:
    entry = min(filter(is_about_time, HOLDS), key=lambda e: e.states or 0)
    verdict = check(entry.scenario, replace(entry.scope, reduced=True))
    assert (verdict.states, verdict.reduced) == (entry.states, False)
    assert str(verdict).startswith("All ")


@pytest.mark.parametrize(
    ("processes", "states"),
    [
        pytest.param(("relay",), "28,760", marks=pytest.mark.slow),
        pytest.param(("relay", "cleaner"), "122,671", marks=pytest.mark.slow),
    ],
)
def test_the_reference_says_how_far_the_consumer_outbox_is_reduced(
    processes: tuple[str, ...], states: str
) -> None:
    scenario = designs_table.design(LARGE).scenario
    some = replace(scenario, processes={name: scenario.processes[name] for name in processes})
    expect_in_reference(some, Scope(("A", "B"), SEVEN, 2), states)


@pytest.mark.widest
def test_the_inbox_is_searched_to_the_end_with_three_messages_and_two_faults() -> None:
    faults = protocols.faults_of("s3_inbox/right")
    scope = Scope(("A", "B", "C"), faults, 2, most_states=1_000_000)
    expect_in_reference(protocols.scenario("s3_inbox/right"), scope, "618,463")


def expect_in_reference(scenario: Scenario, scope: Scope, states: str) -> None:
    verdict = check(scenario, replace(scope, reduced=True))
    assert (verdict.verdict, verdict.reduced, f"{verdict.states:,}") == ("pass", True, states)
    page = designs_table.HERE.parents[1] / "docs" / "reference" / "checker.md"
    assert f"| {states} |" in page.read_text(encoding="utf-8")
