"""What is to be sent lies in a record of its own, and the order's document stays small."""

from consistent_messaging.chaos import CRASH_AFTER_A_WRITE
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
)
from consistent_messaging.checks import (
    Scope,
    assert_bookkeeping_does_not_grow,
    assert_consistent,
    assert_holds,
)
from scenario import scenario
from undisturbed import assert_one_attempt

FAILURES = (CRASH, LOST_ANSWER, LOST_REQUEST, REJECTED, DELAYED_ACK, LOST_ACK)
SECOND_COPIES = (DUPLICATE, LEASE_EXPIRED)


def test_an_outgoing_message_that_would_not_fit():
    assert_one_attempt(scenario, "C")
    assert_holds(scenario, Scope(("C",), FAILURES, most_faults=1))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_crash_after_the_first_write():
    assert_consistent(scenario, scenario.play("A", monkey=CRASH_AFTER_A_WRITE))


def test_nothing_is_kept_for_ever():
    few, many = ("A", "B"), ("A", "B", "D", "E")
    assert_bookkeeping_does_not_grow(scenario, few, many, emptied=("outbox_store",))


def test_two_items_in_every_order():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A", "B"), SECOND_COPIES, most_faults=1))


def test_any_one_failure():
    assert_holds(scenario, Scope(("A", "B"), FAILURES, most_faults=1))


def test_any_two_failures_around_one_item():
    assert_holds(scenario, Scope(("A",), (*FAILURES, *SECOND_COPIES), most_faults=2))
