"""What is judged besides the lesson, and rules that cannot judge."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import protocols
import pytest
from consistent_messaging import BlobStore, Dispatcher, OutgoingMessage, Table
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ACK, Scope, check, try_some
from consistent_messaging.checker.rules import UnusableRuleError
from consistent_messaging.checks import (
    InconsistentError,
    assert_consistent,
    assert_holds,
    assert_repaired,
)
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.explain.replay_request import ReplayRequest
from consistent_messaging.explain.report import report_history
from consistent_messaging.scenario import Invariant, Lesson, Rules, Scenario

NUMBERS = count()


@dataclass(frozen=True)
class Put:
    """A message: put this into the table."""

    what: str


@dataclass(frozen=True)
class Done:
    """An event: this was put there."""

    what: str


class Handler:
    """Writes what the message says, in two steps, and says so."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def handle(self, message: Put, context: Any) -> None:
        self.table.commit({f"{message.what}/1": {"half": 1}})
        self.table.commit({f"{message.what}/2": {"half": 2}})
        context.publish(Done(message.what), context.message_id)


def both_halves(records: Any) -> Any:
    rows = records["table"]
    return tuple(sorted({key.split("/")[0] for key in rows})) if len(rows) % 2 == 0 else "half"


LESSON = Lesson(
    "the table",
    (),
    lambda state, message: (tuple(sorted({*state, message.what})), [Done(message.what)]),
    both_halves,
    settles=True,
)


def scenario(**more: Any) -> Scenario:
    return Scenario(
        **{
            "handler": Handler,
            "stores": {"table": Table()},
            "messages": {"A": Put("apple"), "B": Put("bread")},
            "lesson": LESSON,
        }
        | more
    )


def ruled(holds: Callable[..., Any], when: Any = "always", **more: Any) -> Scenario:
    invariant = Invariant("all is well", holds, when)
    return scenario(lesson=None, rules=Rules(invariants=(invariant,)), **more)


def test_a_state_that_settles_is_judged_when_nothing_is_left_to_happen() -> None:
    scope = Scope(("A", "B"), (CRASH, DUPLICATE), 1)
    assert check(scenario(), scope).verdict == "pass"
    at_once = check(scenario(lesson=replace(LESSON, settles=False)), scope)
    assert (at_once.anomaly, at_once.schedule) == ("contradictory", "+A .A")
    assert_consistent(scenario(), scenario().replay("+A .A"))


def test_what_settles_is_wrong_at_rest_and_what_is_published_too_early_is_wrong_at_once() -> None:
    class Half(Handler):
        def handle(self, message: Put, context: Any) -> None:
            self.table.commit({f"{message.what}/1": {"half": 1}})
            context.publish(Done(message.what), context.message_id)

    half = check(scenario(handler=Half), Scope(("A",)))
    assert (half.anomaly, half.schedule) == ("contradictory", "+A .A .A =A")

    class Twice(Handler):
        def handle(self, message: Put, context: Any) -> None:
            context.publish(Done(message.what), context.new_id())
            context.publish(Done(message.what), context.new_id())

    assert check(scenario(handler=Twice), Scope(("A",))).anomaly == "duplicate"


@pytest.mark.parametrize(("when", "schedule"), [("always", "+A .A"), ("at rest", "+A .A .A .A =A")])
def test_an_invariant_is_asked_always_or_at_rest(when: Any, schedule: str) -> None:
    verdict = check(ruled(lambda records, heard: not records["table"], when), Scope(("A",)))
    assert (verdict.anomaly, verdict.schedule) == ("contradictory", schedule)
    assert str(verdict).startswith("Contradictory: “all is well” does not hold. Shortest: ")


def test_an_invariant_sees_plain_records_and_what_was_heard_and_may_say_what_is_wrong() -> None:
    def holds(records: Any, heard: Any) -> bool | str:
        assert records["table"].get("apple/1", {"half": 1}) == {"half": 1}
        return f"{heard[0].body.what} was heard" if heard else True

    verdict = check(ruled(holds), Scope(("A",)))
    assert verdict.schedule == "+A .A .A .A"
    assert verdict.violation is not None
    assert verdict.violation.message == "“all is well” does not hold: apple was heard"


def test_an_invariant_sees_a_document_as_its_dict() -> None:
    class Keeps:
        def __init__(self, blobs: BlobStore) -> None:
            self.blobs = blobs

        def handle(self, message: Put, context: Any) -> None:
            self.blobs.put("order", {"items": [message.what]})

    seen: set[str] = set()

    def holds(records: Any, heard: Any) -> bool:
        seen.add(repr(records))
        return True

    assert (
        check(ruled(holds, handler=Keeps, stores={"blobs": BlobStore()}), Scope(("A",))).verdict
        == "pass"
    )
    assert seen == {"{'blobs': {}}", "{'blobs': {'order': {'items': ['apple']}}}"}


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        (
            lambda records, heard: next(NUMBERS) % 2 == 0,
            "The invariant “all is well” says True and then False of the same records.",
        ),
        (
            lambda records, heard: records["table"]["apple/1"]["half"] == 1,
            "The invariant “all is well” raises KeyError in line ",
        ),
        (
            lambda records, heard: None,
            "The invariant “all is well” returns None. It has to return True or False",
        ),
        (
            lambda records, heard: bool(records["table"].setdefault("more", {"n": 1})),
            "The invariant “all is well” changes the records. It may only look.",
        ),
    ],
    ids=["impure", "raises", "says nothing", "changes"],
)
def test_an_invariant_that_cannot_judge_is_named_with_what_is_wrong_with_it(
    holds: Callable[..., Any], said: str
) -> None:
    with pytest.raises(UnusableRuleError) as caught:
        check(ruled(holds), Scope(("A",)))
    assert str(caught.value).startswith(said)


def test_a_check_that_nothing_can_fail_is_refused() -> None:
    for rules in (Rules(), Rules(effects=("table",))):
        with pytest.raises(ValueError, match="Nothing says what is right"):
            check(scenario(lesson=None, rules=rules), Scope(("A",)))
    assert not scenario(lesson=None).play("A").waiting


def test_a_sequence_needs_a_lesson() -> None:
    with pytest.raises(ValueError, match="sequence_by needs a lesson"):
        scenario(lesson=None, rules=Rules(sequence_by=lambda event: event.what))


class Sends:
    """Sends three events of two keys in a wrong sequence, or a right one and copies."""

    sequence: tuple[str, ...] = ()

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher

    def handle(self, message: Put, context: Any) -> None:
        for what in self.sequence:
            self.dispatcher.dispatch([OutgoingMessage(what, Done(what))])


def sends(*sequence: str, **rules: Any) -> Scenario:
    """A handler that sends these, where a1 goes before a2, and b1 is about something else."""
    kind = type("Sends", (Sends,), {"sequence": sequence})
    events = [Done("a1"), Done("a2"), Done("b1")]
    return Scenario(
        kind,
        {"dispatcher": Outlet()},
        {"A": Put("apple")},
        Lesson("nothing", 0, lambda state, message: (0, events), lambda records: 0),
        rules=Rules(**rules),
    )


@pytest.mark.parametrize(
    ("sequence", "word"),
    [
        (("a1", "a2", "b1"), None),
        (("b1", "a1", "a2"), None),
        (("a1", "a1", "b1", "a2", "a1"), None),
        (("a2", "a1", "b1"), "out of sequence"),
        (("b1", "a2", "a1"), "out of sequence"),
        (("a1", "b1"), "lost"),
    ],
)
def test_events_of_one_key_come_in_the_sequence_of_the_lesson_and_copies_do_not_count(
    sequence: tuple[str, ...], word: str | None
) -> None:
    found = check(sends(*sequence, sequence_by=lambda event: event.what[0]), Scope(("A",)))
    assert found.anomaly == word
    history = sends(*sequence).play("A")
    judged = sends(*sequence, sequence_by=lambda event: event.what[0])
    if word:
        with pytest.raises(InconsistentError, match=word.capitalize()):
            assert_consistent(judged, history)
    else:
        assert_consistent(judged, history)


def test_events_without_a_key_may_come_in_any_sequence() -> None:
    free = sends("a2", "a1", "b1", sequence_by=lambda event: None)
    assert check(free, Scope(("A",))).verdict == "pass"


def test_out_of_sequence_says_what_should_have_come_first() -> None:
    verdict = check(sends("a2", "a1", "b1", sequence_by=lambda e: e.what[0]), Scope(("A",)))
    assert str(verdict).startswith(
        "Out of sequence: Done(a2) was published before Done(a1), which comes first for a. "
    )


@pytest.mark.parametrize(("most", "word"), [(1, "duplicate"), (2, None)])
def test_exact_copies_count_where_the_number_of_sends_is_judged(most: int, word: Any) -> None:
    copies = sends("a1", "a1", "a2", "b1", most_sends=most)
    assert check(copies, Scope(("A",))).anomaly == word
    if word:
        with pytest.raises(InconsistentError, match="Done\\(a1\\) was sent 2 times"):
            assert_consistent(copies, copies.play("A"))


def test_a_send_that_nobody_got_does_not_count() -> None:
    once = sends("a1", "a2", "b1", most_sends=1)
    assert check(once, Scope(("A",), (LOST_ACK,), 1)).anomaly == "duplicate"
    assert_consistent(once, once.replay("+A _A"))


def test_what_happened_outside_has_to_be_an_event_at_a_store_that_there_is() -> None:
    with pytest.raises(ValueError, match="There is no store 'bank'; there are table"):
        check(scenario(rules=Rules(effects=("bank",))), Scope(("A",)))
    with pytest.raises(NotReplayable, match=r"table keeps .* under apple/1\. What has happened"):
        check(scenario(rules=Rules(effects=("table",))), Scope(("A",)))


def test_an_effect_outside_that_happens_twice_is_a_duplicate_with_both_its_keys() -> None:
    paid = protocols.scenario("w3_rules/wrong_charges_under_a_fresh_key")
    with pytest.raises(InconsistentError) as caught:
        assert_holds(paid, Scope(("A",), (CRASH,), 1))
    assert str(caught.value).startswith(
        "Duplicate: Charged(apple) took effect 2 times outside: new-1 at the bank and new-2 at the "
        "bank."
    )


def test_a_repaired_history_and_tries_by_chance_are_judged_by_the_rules_as_well() -> None:
    wrong = protocols.scenario("w3_rules/wrong_sells_twice")
    scope = Scope(("A", "B"), (CRASH,), 1)
    with pytest.raises(InconsistentError, match="the last one is sold once"):
        assert_repaired(wrong, "+A .A +B .B .B .A", scope)
    tried = try_some(wrong, scope, 200)
    assert tried.anomaly == "contradictory"
    right = protocols.scenario("w3_rules/right_invariant")
    assert assert_repaired(right, "+A .A +B .B .B .A", scope).verdict == "pass"


def test_a_history_without_a_lesson_is_explained_with_all_that_the_stores_hold() -> None:
    wrong = protocols.scenario("w3_rules/wrong_sells_twice")
    path = protocols.path_of("w3_rules/wrong_sells_twice")
    script = {
        "schedule": "+A .A +B .B .B .A",
        "messages": ["A", "B"],
        "consumers": 2,
        "leftovers": "any",
        "marks": "!",
        "most_faults": 1,
    }
    request = ReplayRequest.read(script)
    told = report_history(wrong, request, path, Path(path).read_text(encoding="utf-8"))
    assert told["anomaly"] == "contradictory"
    assert told["start"]["state"] == "The stores hold nothing."
    assert told["moments"][-1]["state"] == (
        "The stores hold sold/apple: {to: A}; sold/bread: {to: B}."
    )
    assert told["moments"][-1]["call"] == {
        "verb": "commits",
        "store": "table",
        "key": "sold/apple",
        "reads": False,
        "wrote": True,
        "refused": False,
        "label": "{to: 'A'}",
        "names": ["A"],
    }
    assert told["moments"][-1]["world"] == [
        {
            "title": "Table",
            "version": "",
            "lines": ["sold/apple: {to: 'A'}", "sold/bread: {to: 'B'}"],
        }
    ]
    assert told["stored"] is None
    assert told["point_of_no_return"] is not None
