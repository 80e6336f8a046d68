"""A message is remembered in the inbox for ever, and in the order's document only for a while."""

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

ANY_FAILURE = (
    CRASH,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    DELAYED_ACK,
    LOST_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
)
ONLY_AFTER_A_FAULT = "none without faults"


def test_one_item_in_one_attempt():
    assert_one_attempt(scenario, "A")


def test_the_same_message_twice():
    assert_consistent(scenario, scenario.play("A", "A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_the_document_does_not_grow():
    assert_bookkeeping_does_not_grow(scenario, ("A", "B"), ("A", "B", "C", "D"))


def test_two_items_in_every_order():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A",), (DUPLICATE, LEASE_EXPIRED), most_faults=2))


def test_a_crash_at_any_moment():
    assert_holds(scenario, Scope(("A", "B"), (CRASH,), most_faults=2, leftovers="none"))


def test_any_one_failure():
    scope = Scope(("A", "B"), ANY_FAILURE, most_faults=1, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)


def test_any_two_failures_around_one_item():
    scope = Scope(("A",), ANY_FAILURE, most_faults=2, leftovers=ONLY_AFTER_A_FAULT)
    assert_holds(scenario, scope)
