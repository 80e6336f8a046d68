"""Rules of the broker: a limit of deliveries, dead letters, an ack before the work, a sequence."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    Scope,
    check,
    try_some,
)
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.explain.compare import follow
from consistent_messaging.scenario import Broker, Lesson, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError


@dataclass(frozen=True)
class Add:
    item: str


class Items:
    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def add(self, message_id: str, item: str) -> None:
        self.records[message_id] = item

    def count(self) -> int:
        return len(self.records)


class Adds:
    def __init__(self, items: Any, dispatcher: Any) -> None:
        self.items = items

    def handle(self, message: Add, context: Any) -> None:
        self.items.add(context.message_id, message.item)


class Fails(Adds):
    def handle(self, message: Add, context: Any) -> None:
        raise ConcurrencyError(f"{message.item} cannot be added")


class FailsTwice(Adds):
    def handle(self, message: Add, context: Any) -> None:
        if context.delivery_count < 3:
            raise ConcurrencyError(f"this is delivery {context.delivery_count}")
        super().handle(message, context)


def added(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return tuple(sorted((*items, message.item))), []


def items_in(records: Any) -> tuple[str, ...]:
    return tuple(sorted(records["items"].values()))


def scenario(handler: Any = Adds, **rules: Any) -> Scenario:
    stores = {"items": Items(), "dispatcher": Outlet()}
    messages = {"A": Add("apple"), "B": Add("bread")}
    lesson = Lesson("the order", (), added, items_in)
    return Scenario(handler, stores, messages, lesson, broker=Broker(**rules))


def test_a_handler_is_told_which_delivery_it_is() -> None:
    history = scenario(FailsTwice, most_deliveries=3).play("A")
    assert [step.sentence for step in history.steps[:2]] == [
        "The broker delivers A to consumer 1. A·1 fails; A is queued again.",
        "The broker delivers A again, to consumer 1. A·2 fails; A is queued again.",
    ]
    assert history.records["items"] == {"A": "apple"}
    found = check(scenario(FailsTwice, most_deliveries=3), Scope(("A", "B")))
    assert found.verdict == "pass"


def test_where_nobody_counts_a_handler_is_told_how_to_have_it_counted() -> None:
    found = check(scenario(FailsTwice), Scope(("A",)))
    assert found.verdict == "error"
    assert "This broker doesn't count deliveries" in str(found)


def test_what_was_delivered_as_often_as_may_be_is_a_dead_letter_and_can_be_replayed() -> None:
    limited = scenario(most_deliveries=2)
    history = limited.replay("+A !A +A !A")
    assert history.steps[-1].sentence == "Monkey: A·2 crashes; A is a dead letter now."
    assert (history.dead_letters, history.waiting) == (("A",), ("A",))
    with pytest.raises(ImpossibleActionError, match="A is not in the queue; in it: nothing"):
        limited.replay("+A !A +A !A +A")
    replayed = limited.replay("+A !A +A !A *A +A")
    assert replayed.steps[4].sentence == "The operator replays A, which was a dead letter."
    assert not replayed.steps[4].fault
    assert replayed.steps[5].sentence == "The broker delivers A again, to consumer 1."
    assert replayed.dead_letters == ()


def told(world: Scenario, schedule: str) -> Any:
    file = Path(__file__)
    request = ReplayRequest(schedule, ("A", "B"), marks="!", most_faults=9)
    return report_history(world, request, file, file.read_text(encoding="utf-8"))


def test_a_page_gets_dead_letters_where_messages_wait_and_can_offer_a_replay() -> None:
    trace = told(scenario(most_deliveries=1), "+A !A *A")
    assert [moment["queue"] for moment in trace["moments"]] == [
        ["B"],
        ["B", "A (dead letter)"],
        ["A", "B"],
    ]
    assert [moment["message"] for moment in trace["moments"]] == ["A", "A", "A"]
    before = told(scenario(most_deliveries=1), "+A !A")["next"]
    assert ("*A", "The operator replays A", 0) in [
        (option["action"], option["text"], option["price"]) for option in before
    ]


def test_a_page_gets_an_attempt_that_was_acked_first_as_done() -> None:
    trace = told(scenario(ack="before the work"), "+A .A =A")
    assert trace["moments"][2]["end"] == "done"
    assert not any(now["zombie"] for moment in trace["moments"] for now in moment["attempts"])


def test_code_that_does_not_fail_is_not_replayed_before_all_else_is_handled() -> None:
    """The schedule is followed as far as it goes; then messages come before dead letters."""
    file = Path(__file__)
    request = ReplayRequest("+A !A", ("A", "B"), marks="!", most_faults=9)
    limited = scenario(Fails, most_deliveries=1, dead_letters="may stay")
    followed = follow(limited, request, file, file.read_text(encoding="utf-8"))
    assert followed["schedule"] == "+A +B"


def test_deliveries_are_counted_from_one_on_after_a_replay() -> None:
    again = "+A !A +A !A *A +A !A +A !A"
    assert scenario(most_deliveries=2).replay(again).dead_letters == ("A",)


def test_what_is_no_dead_letter_cannot_be_replayed() -> None:
    with pytest.raises(ImpossibleActionError, match="A is not a dead letter; dead letters: none"):
        scenario(most_deliveries=2).replay("*A", ("A",))
    with pytest.raises(ImpossibleActionError, match="A is not a dead letter; dead letters: none"):
        scenario().replay("+A !A *A")


def test_a_letter_that_has_to_be_replayed_is_not_at_rest() -> None:
    assert check(scenario(Fails, most_deliveries=2), Scope(("A",))).anomaly == "stuck"
    history = scenario(Fails, most_deliveries=2).play("A")
    assert (history.waiting, history.at_rest) == (("A",), False)
    with pytest.raises(InconsistentError, match="Stuck"):
        assert_consistent(scenario(Fails, most_deliveries=2), history)


def test_a_letter_that_may_stay_is_at_rest_and_is_not_missed() -> None:
    limited = scenario(Fails, most_deliveries=2, dead_letters="may stay")
    history = limited.play("A", "B")
    assert history.at_rest
    assert "dead letters: A, B" in str(history)
    assert_consistent(limited, history)
    assert check(limited, Scope(("A", "B"), (CRASH,), most_faults=1)).verdict == "pass"


class AddsAndFails(Adds):
    def handle(self, message: Add, context: Any) -> None:
        super().handle(message, context)
        if message.item == "apple":
            super().handle(Add("apricot"), context)
            raise ConcurrencyError("one too many")


def test_a_letter_that_may_stay_is_judged_by_what_it_has_left() -> None:
    limited = scenario(AddsAndFails, most_deliveries=1, dead_letters="may stay")
    assert check(limited, Scope(("A",))).anomaly == "contradictory"


def test_each_copy_is_counted_by_itself() -> None:
    limited = scenario(most_deliveries=2)
    history = limited.replay("2A +A !A")
    assert history.waiting == ("A", "A#2")
    assert limited.replay("2A +A !A +A#2 !A").dead_letters == ("A",)
    assert limited.replay("2A +A !A +A !A").dead_letters == ()


def test_a_lease_that_expires_counts_as_well() -> None:
    history = scenario(most_deliveries=1).replay("+A &A")
    assert history.steps[-1].sentence == (
        "Monkey: the lease of A·1 expires; A is a dead letter now while it goes on."
    )


def test_what_is_acked_before_the_work_does_not_come_again() -> None:
    first = scenario(ack="before the work")
    history = first.replay("+A !A")
    assert [step.sentence for step in history.steps] == [
        "The broker delivers A to consumer 1, and it is acked.",
        "Monkey: A·1 crashes; A was acked, so it does not come again.",
    ]
    assert history.at_rest
    assert first.play("A").steps[-1].sentence == "A·1 is done."
    found = check(first, Scope(("A", "B"), (CRASH,), most_faults=1))
    assert (found.anomaly, found.schedule) == ("lost", "+A !A +B .B =B")
    assert str(found.violation.message if found.violation else "").startswith("A was acked")


def test_nothing_can_happen_to_an_ack_that_has_been() -> None:
    faults = (LOST_ACK, LEASE_EXPIRED, DELAYED_ACK)
    found = check(scenario(ack="before the work"), Scope(("A", "B"), faults, most_faults=2))
    assert (found.verdict, found.never_struck) == ("pass", faults)


def test_the_next_of_a_key_waits_for_the_one_before() -> None:
    one = scenario(fifo_by=lambda message: "all")
    for schedule in ("+B", "+A +B", "+A .A +B", "+A !A +B"):
        with pytest.raises(ImpossibleActionError, match="B waits for a message of its key"):
            one.replay(schedule, ("A", "B"))
    assert one.replay("+A .A =A +B .B =B").at_rest
    assert one.replay("+A &A +A .A2 =A2 +B").waiting == ("A", "B")


def test_messages_without_a_key_wait_for_nobody() -> None:
    none = scenario(fifo_by=lambda message: None if message.item == "bread" else "all")
    assert none.replay("+B +A").waiting == ("B", "A")
    assert check(none, Scope(("A", "B"))).states == check(scenario(), Scope(("A", "B"))).states


def test_a_copy_of_a_key_waits_for_the_first_one() -> None:
    one = scenario(fifo_by=lambda message: "all")
    with pytest.raises(ImpossibleActionError, match="A waits for a message of its key"):
        one.replay("2A +A +A", ("A",))


def test_a_dead_letter_lets_the_next_of_its_key_go() -> None:
    one = scenario(fifo_by=lambda message: "all", most_deliveries=1)
    assert one.replay("+A !A +B").waiting == ("A", "B")


def test_tries_at_random_know_the_broker_as_well() -> None:
    wide = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=2)
    found = try_some(scenario(ack="before the work"), wide, histories=50)
    assert (found.anomaly, found.scope.messages) == ("lost", ("A",))


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"most_deliveries": 0}, "most_deliveries is a number from 1 to 10, not 0"),
        ({"most_deliveries": 11}, "from 1 to 10, not 11"),
        ({"ack": "first"}, "ack is 'after the work' or 'before the work', not 'first'"),
        ({"dead_letters": "gone"}, "dead_letters is 'replayed' or 'may stay', not 'gone'"),
        ({"dead_letters": "may stay"}, "Give the broker most_deliveries as well"),
        ({"ack": "before the work", "most_deliveries": 2}, "Leave most_deliveries out"),
    ],
)
def test_rules_that_no_broker_has_are_refused(rules: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Broker(**rules)


def test_a_sequence_is_one_of_messages_from_outside() -> None:
    one = scenario(fifo_by=lambda message: "all")
    with pytest.raises(ValueError, match="Use it in a scenario without endpoints"):
        replace(one, endpoints={Add: Adds})
