"""Whatever happens, a message that comes again says what it said, or would have said, at first."""

from consistent_messaging.chaos import CRASH_AFTER_A_WRITE, DELAYED_FAILURE_WHEN_ACKING
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ANSWER,
    LOST_REQUEST,
)
from consistent_messaging.checks import Scope, assert_consistent, assert_holds
from copies import assert_remembers
from scenario import scenario

FAULTS = (CRASH, DELAYED_ACK, DUPLICATE, LEASE_EXPIRED, LOST_ANSWER, LOST_REQUEST)


def test_the_same_message_twice():
    assert_consistent(scenario, scenario.play("A", "A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_have_the_same_content():
    assert_consistent(scenario, scenario.play("A", "H", "A"))
    assert_consistent(scenario, scenario.play("C", "G", "C"))


def test_each_order_has_a_stream_of_its_own():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_two_items_quickly_under_the_monkey():
    history = scenario.play("A", "B", monkey=DELAYED_FAILURE_WHEN_ACKING)
    assert_consistent(scenario, history)


def test_a_crash_after_a_write():
    assert_consistent(scenario, scenario.play("A", monkey=CRASH_AFTER_A_WRITE))


def test_a_count_again_after_an_item():
    assert_consistent(scenario, scenario.play("C", "A", "C"))


def test_two_items_in_every_order_with_up_to_two_faults():
    assert_holds(scenario, Scope(("A", "B"), FAULTS, most_faults=2))


def test_an_item_and_a_count_in_every_order_with_up_to_two_faults():
    assert_holds(scenario, Scope(("A", "C"), FAULTS, most_faults=2))
