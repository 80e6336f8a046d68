"""Programs that nobody wrote: the search and the plain one say the same of each.

Some of them in `make test` and some hundreds in `make slow`; `random_programs.py` judges as many as
there is time for.
"""

from collections import Counter

import pytest
from consistent_messaging.checker import check
from random_programs import both, compared, program

COUNT, BY_TEST = 300, 20
FIRST = [
    pytest.param(first, marks=[pytest.mark.slow] if first else [])
    for first in range(0, COUNT, BY_TEST)
]


@pytest.mark.parametrize("first", FIRST)
def test_both_searches_say_the_same_of_programs_at_random(first: int) -> None:
    told = [both(seed) for seed in range(first, first + BY_TEST)]
    assert [(found, missed) for found, missed in told if missed or not found.agrees] == []


@pytest.mark.parametrize("seed", [200854, 200942, 300881])
def test_programs_on_which_the_two_once_differed(seed: int) -> None:
    """A message that takes effect three times; two histories as short; a miss that is noted."""
    assert both(seed)[0].agrees


def test_what_takes_effect_three_times_at_once_is_a_duplicate() -> None:
    verdict = check(program(200854).scenario(), program(200854).scope)
    assert verdict.violation is not None
    assert verdict.violation.message.startswith("A took effect three times: order-7 holds apple")


@pytest.mark.slow
def test_programs_at_random_are_of_many_kinds_right_and_wrong() -> None:
    sources = {program(seed).source for seed in range(COUNT)}
    assert len(sources) > 0.9 * COUNT
    words = Counter(compared(seed).ours.word for seed in range(0, COUNT, 6))
    assert words.keys() >= {"holds", "lost", "duplicate", "ghost"}
    assert words["holds"] < 0.7 * words.total()
