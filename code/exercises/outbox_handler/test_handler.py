"""The order and the events about it agree, wherever the handler was stopped between the two."""

from consistent_messaging.chaos import CRASH_AFTER_A_WRITE, DELAYED_FAILURE_WHEN_ACKING
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
from consistent_messaging.checks import Scope, assert_consistent, assert_holds
from copies import assert_remembers
from scenario import scenario
from undisturbed import assert_one_attempt, assert_silent_about_a_copy

FAULTS = (
    CRASH,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    DELAYED_ACK,
    LOST_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
)


def test_one_item_in_one_attempt():
    assert_one_attempt(scenario, "A")


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_add_the_same_item():
    assert_consistent(scenario, scenario.play("A", "C", "A"))
    assert_holds(scenario, Scope(("A", "C"), (CRASH, DUPLICATE), most_faults=1, consumers=1))


def test_each_order_has_a_document_of_its_own():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_two_items_quickly_and_a_delayed_failure_when_acking():
    assert_consistent(scenario, scenario.play("A", "B", monkey=DELAYED_FAILURE_WHEN_ACKING))


def test_a_crash_after_the_first_put():
    assert_consistent(scenario, scenario.play("A", "B", monkey=CRASH_AFTER_A_WRITE))


def test_a_late_copy_changes_nothing_and_sends_nothing():
    assert_silent_about_a_copy(scenario, "A")


def test_two_items_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_items_with_up_to_two_faults_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), FAULTS, most_faults=2, leftovers="none"))
