"""A message is claimed before it is processed, since a read that finds nothing may be wrong."""

from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    STALE_READ,
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

ANY_FAILURE = (
    CRASH,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    DELAYED_ACK,
    LOST_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    STALE_READ,
)
ONLY_AFTER_A_FAULT = "none without faults"


def test_one_item_in_one_attempt():
    assert_one_attempt(scenario, "A")


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_have_the_same_content():
    assert_consistent(scenario, scenario.play("A", "C", "A"))
    assert_holds(scenario, Scope(("A", "C"), (CRASH, DUPLICATE), most_faults=1, consumers=1))


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


def test_the_document_does_not_grow():
    assert_bookkeeping_does_not_grow(scenario, ("A", "B"), ("A", "B", "C", "D", "G", "H", "A"))


def test_a_copy_that_comes_later_and_reads_that_miss():
    scope = Scope(("A",), (DUPLICATE, STALE_READ), most_faults=4, consumers=1, leftovers="none")
    assert_holds(scenario, scope)


def test_two_items_in_every_sequence():
    scope = Scope(("A", "B"), (STALE_READ,), most_faults=2, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A",), (DUPLICATE, LEASE_EXPIRED), most_faults=1))


def test_a_crash_at_any_moment():
    scope = Scope(("A", "B"), (CRASH,), most_faults=2, consumers=1, leftovers="none")
    assert_holds(scenario, scope)


def test_any_two_failures_one_message_at_a_time():
    scope = Scope(("A", "B"), ANY_FAILURE, 2, consumers=1, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)


def test_an_answer_that_is_lost():
    scope = Scope(("A", "G"), (LOST_ANSWER,), most_faults=1, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)


def test_any_two_failures_around_one_item():
    scope = Scope(("A",), ANY_FAILURE, most_faults=2, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)
