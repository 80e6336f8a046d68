"""However often a message comes, an order tells the story of having seen it once."""

from consistent_messaging.chaos import CRASH_AFTER_A_WRITE
from consistent_messaging.checker import CRASH, DUPLICATE
from consistent_messaging.checks import Scope, assert_consistent, assert_holds
from copies import assert_remembers
from scenario import scenario


def test_one_item_is_stored_and_announced():
    assert_consistent(scenario, scenario.play("A"))


def test_two_items_are_stored_in_the_order_in_which_they_came():
    assert_consistent(scenario, scenario.play("A", "B"))


def test_the_same_message_twice():
    assert_consistent(scenario, scenario.play("A", "A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_two_messages_may_add_the_same_item():
    assert_consistent(scenario, scenario.play("A", "C", "A"))


def test_each_order_has_a_stream_of_its_own():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_a_crash_after_the_append():
    assert_consistent(scenario, scenario.play("A", monkey=CRASH_AFTER_A_WRITE))


def test_two_items_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B")))


def test_second_copies_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), (DUPLICATE,), most_faults=2))


def test_a_crash_at_any_moment():
    assert_holds(scenario, Scope(("A", "B"), (CRASH,), most_faults=2))
