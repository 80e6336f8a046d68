"""A message is processed while its token is there, and nothing is remembered of it afterwards."""

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
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checks import (
    InconsistentError,
    Scope,
    assert_consistent,
    assert_holds,
)
from scenario import scenario
from undisturbed import assert_one_attempt

FAILURES = (CRASH, LOST_ANSWER, LOST_REQUEST, REJECTED, DELAYED_ACK, LOST_ACK)
SECOND_COPIES = (DUPLICATE, LEASE_EXPIRED)


def test_one_item_is_heard_downstream():
    assert_one_attempt(scenario, "A")


def test_a_copy_that_comes_late():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_no_token_is_left():
    history = scenario.play("A", "B")
    left = ", ".join(history.records["tokens"])
    if left:
        raise InconsistentError(Violation("leak", f"tokens still keeps {left}"), history)


def test_a_fast_receiver():
    assert_holds(scenario, Scope(("A",)))


def test_two_items_in_every_order():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A",), SECOND_COPIES, most_faults=1))


def test_any_one_failure_one_message_at_a_time():
    scope = Scope(("A", "B"), (*FAILURES, *SECOND_COPIES), most_faults=1, consumers=1)
    assert_holds(scenario, scope)


def test_any_two_failures_around_one_item():
    scope = Scope(("A",), (*FAILURES, *SECOND_COPIES), most_faults=2, consumers=1)
    assert_holds(scenario, scope)
