"""Derived ids: the same parts, the same id; different parts, different ids."""

from itertools import combinations

from consistent_messaging import derived_id


def test_the_same_parts_give_the_same_id() -> None:
    assert derived_id("A", "added", 0) == derived_id("A", "added", 0) == "A/added/0"


def test_different_parts_give_different_ids() -> None:
    parts = [("A",), ("A", ""), ("A", "b/c"), ("A/b", "c"), ("A", "b", "c"), ("A~1b", "c")]
    for one, other in combinations(parts, 2):
        assert derived_id(*one) != derived_id(*other)
