"""The search against the plain one: how long they need for the same."""

import statistics
import time
from collections.abc import Callable

import protocols
import pytest
from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope, check
from reference_model.compare import reference_verdict

ROUNDS = 3


@pytest.mark.slow
def test_the_search_needs_at_most_a_third_of_the_time_of_the_plain_one() -> None:
    scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), most_faults=2)
    ours, plainly = [], []
    for _ in range(ROUNDS):
        scenario = protocols.scenario("s3_inbox/right")
        ours.append(seconds(lambda: check(scenario, scope)))  # noqa: B023  # called at once
        plainly.append(seconds(lambda: reference_verdict(scenario, scope)))  # noqa: B023
    assert statistics.median(ours) <= statistics.median(plainly) / 3


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
