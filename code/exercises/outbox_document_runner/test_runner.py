"""Outgoing messages are in a record of their own, and the order's document stays small."""

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
from copies import assert_remembers
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


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_have_the_same_content():
    assert_consistent(scenario, scenario.play("A", "I", "A"))
    assert_holds(scenario, Scope(("A", "I"), (CRASH, DUPLICATE), most_faults=1, consumers=1))


def test_each_order_has_a_document_of_its_own():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_a_gift_that_is_not_announced():
    assert_consistent(scenario, scenario.play("G", "A", "G"))
    scope = Scope(("G",), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=2, consumers=1)
    assert_holds(scenario, scope)


def test_a_count_that_changes_nothing():
    assert_consistent(scenario, scenario.play("H", "A", "H"))
    assert_holds(scenario, Scope(("A", "H"), (CRASH,), most_faults=1, consumers=1))


def test_an_item_that_is_removed_again():
    assert_consistent(scenario, scenario.play("A", "R", "A"))
    assert_holds(scenario, Scope(("A", "R"), leftovers="none"))


def test_nothing_is_kept_for_ever():
    few, many = ("A", "B"), ("A", "B", "D", "E", "G", "H", "A")
    assert_bookkeeping_does_not_grow(scenario, few, many, emptied=("outbox_store",))


def test_two_items_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A", "B"), SECOND_COPIES, most_faults=1))


def test_any_one_failure():
    assert_holds(scenario, Scope(("A", "B"), FAILURES, most_faults=1))


def test_any_two_failures_around_one_item():
    assert_holds(scenario, Scope(("A",), (*FAILURES, *SECOND_COPIES), most_faults=2))
