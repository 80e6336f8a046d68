"""Requests: what a handler returns is told to the caller with the ack, and judged."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK, Scope, check
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.explain import ReplayRequest, options_after, report_history
from consistent_messaging.scenario import Broker, Invariant, Lesson, Rules, Scenario


@dataclass(frozen=True)
class Pay:
    order: str


@dataclass(frozen=True)
class Paid:
    order: str


class Account:
    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def charge(self, key: str, order: str) -> None:
        self.records[key] = order


class Pays:
    def __init__(self, account: Any) -> None:
        self.account = account

    def handle(self, message: Pay, context: Any) -> Any:
        self.account.charge(context.message_id, message.order)
        return Paid(message.order)


LESSON = Lesson(
    "the account",
    frozenset(),
    lambda state, message: (state | {message.order}, [Paid(message.order)]),
    lambda records: frozenset(records["account"].values()),
)


def scenario(handler: Any = Pays, lesson: Any = LESSON, **rules: Any) -> Scenario:
    given = Rules(requests=(Pay,), **rules)
    return Scenario(handler, {"account": Account()}, {"A": Pay("order-7")}, lesson, rules=given)


def test_the_ack_of_a_request_brings_its_answer() -> None:
    history = scenario().play("A")
    assert history.steps[-1].sentence == "A·1 answers Paid(order-7)."
    assert history.heard == {OutgoingMessage("answer to A", Paid("order-7"))}
    assert "answered  Paid(order-7)  id answer to A" in history.outcome()
    assert_consistent(scenario(), history)
    assert check(scenario(), Scope(("A",), (CRASH, DUPLICATE, LOST_ACK), 2)).verdict == "pass"


def test_a_lost_answer_is_told_to_nobody_and_the_caller_asks_again() -> None:
    history = scenario().replay("+A .A %A +A")
    assert history.steps[2].sentence == (
        "Monkey: the answer of A·1, Paid(order-7), is lost; A is queued again."
    )
    assert history.heard == frozenset()
    late = scenario().replay("+A .A &A =A")
    assert late.steps[-1].sentence == "A·1 is done; its answer comes too late."
    assert (late.heard, late.waiting) == (frozenset(), ("A",))


class AnswersAtOnce(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        return Paid(message.order)


class IsSilent(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        super().handle(message, context)
        return "in progress"


def test_an_answer_is_judged_by_the_lesson() -> None:
    ghost = check(scenario(AnswersAtOnce), Scope(("A",)))
    assert (ghost.anomaly, ghost.schedule) == ("ghost", "+A =A")
    assert "Paid(order-7) was answered, and the account holds" in str(ghost)
    wrong = check(scenario(IsSilent), Scope(("A",)))
    assert wrong.anomaly == "contradictory"
    assert "'in progress' was answered, which no sequence of the messages allows" in str(wrong)


class SaysWhichOne(Pays):
    """Answers with the number of charges that it has seen."""

    def handle(self, message: Pay, context: Any) -> Any:
        super().handle(message, context)
        return context.new_id()


def test_two_answers_to_one_request_contradict_each_other_without_a_lesson() -> None:
    found = check(scenario(SaysWhichOne, None), Scope(("A",), (DUPLICATE,), 1))
    assert found.anomaly == "contradictory"
    assert "'new-1' and 'new-2' were both answered to A" in str(found)
    history = scenario(SaysWhichOne, None).replay(str(found.schedule))
    with pytest.raises(InconsistentError, match="were both answered to A"):
        assert_consistent(scenario(SaysWhichOne, None), history)
    unheard = Scope(("A",), (LOST_ACK, LEASE_EXPIRED, CRASH), 2)
    assert check(scenario(SaysWhichOne, None), unheard).verdict == "pass"


def test_what_was_answered_has_to_be_there_at_rest_if_an_invariant_says_so() -> None:
    def is_charged(records: Any, heard: Any) -> bool:
        return all(m.message_id.removeprefix("answer to ") in records["account"] for m in heard)

    invariant = Invariant("what was answered is charged", is_charged, "at rest", "ghost")
    found = check(scenario(AnswersAtOnce, None, invariants=(invariant,)), Scope(("A",)))
    assert (found.anomaly, found.steps) == ("ghost", 2)
    assert check(scenario(Pays, None, invariants=(invariant,)), Scope(("A",))).verdict == "pass"


def test_an_answer_is_no_send() -> None:
    twice = scenario(most_sends=1)
    assert check(twice, Scope(("A",), (DUPLICATE,), 1)).verdict == "pass"
    assert_consistent(twice, twice.play("A", "A"))


class ReturnsNothing(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        super().handle(message, context)


class ReturnsADict(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        return {"status": 200}


class ReturnsAClass(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        return Paid


@pytest.mark.parametrize(
    ("handler", "what"),
    [(ReturnsNothing, "nothing"), (ReturnsADict, "a dict"), (ReturnsAClass, "a type")],
)
def test_what_is_no_answer_is_refused_with_a_way_out(handler: Any, what: str) -> None:
    found = check(scenario(handler), Scope(("A",)))
    assert found.verdict == "error"
    assert f"waits for the answer to this message, and handle returned {what}." in str(found)


class ReturnsWhatCanChange(Pays):
    def handle(self, message: Pay, context: Any) -> Any:
        return Changeable("order-7")


@dataclass
class Changeable:
    order: str


def test_an_answer_that_can_change_is_refused() -> None:
    found = check(scenario(ReturnsWhatCanChange), Scope(("A",)))
    assert "Write @dataclass(frozen=True)" in str(found)


def test_what_a_handler_returns_for_no_request_is_not_looked_at() -> None:
    other = replace(scenario(ReturnsADict, None), rules=Rules(most_sends=1))
    assert check(other, Scope(("A",))).verdict == "pass"


@pytest.mark.parametrize("broker", [Broker(batch=2), Broker(ack="before the work")])
def test_a_caller_waits_for_an_answer_of_its_own(broker: Broker) -> None:
    with pytest.raises(ValueError, match="Each caller waits for an answer of its own"):
        replace(scenario(), broker=broker)


def test_a_page_gets_an_answer_as_something_that_is_sent() -> None:
    file = Path(__file__)
    source = file.read_text(encoding="utf-8")
    asked = ReplayRequest("+A .A =A", ("A",), marks="%", most_faults=1)
    moment = report_history(scenario(), asked, file, source)["moments"][-1]
    told = {"content": "Paid A", "kind": "Paid", "left": True, "inside": False}
    assert (moment["sent"], moment["end"]) == (told, "acked")
    assert moment["downstream"] == ["Paid A, answered"]
    wrong = report_history(scenario(IsSilent), asked, file, source)
    assert (wrong["why"], wrong["line"]) == ("A·1 answered 'in progress' in step 3.", None)
    lost = replace(asked, schedule="+A .A %A")
    assert report_history(scenario(), lost, file, source)["moments"][-1]["sent"]["left"] is False
    offered = options_after(scenario(), replace(asked, schedule="2A +A +A .A1"), file, source)
    assert "A·1 answers Paid A" in [option["text"] for option in offered["options"]]
