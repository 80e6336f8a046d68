"""However often a message comes, an order tells the story of having seen it once."""

from consistent_messaging.checker import DUPLICATE
from consistent_messaging.checks import Scope, assert_consistent, assert_holds
from scenario import scenario


def test_one_item_is_stored_and_announced():
    assert_consistent(scenario, scenario.play("A"))


def test_two_items_are_stored_in_the_order_in_which_they_came():
    assert_consistent(scenario, scenario.play("A", "B"))


def test_two_messages_may_add_the_same_item():
    assert_consistent(scenario, scenario.play("A", "C"))


def test_the_same_message_twice():
    assert_consistent(scenario, scenario.play("A", "A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_two_items_in_every_order():
    assert_holds(scenario, Scope(("A", "B")))


def test_second_copies_in_every_order():
    assert_holds(scenario, Scope(("A", "B"), (DUPLICATE,), most_faults=2))
