"""A guest is greeted once."""

from consistent_messaging.checks import assert_consistent
from scenario import scenario


def test_one_guest():
    assert_consistent(scenario, scenario.play("A"))


def test_the_same_guest_twice():
    assert_consistent(scenario, scenario.play("A", "A"))
