"""What callers were told: the plain search meets the same states; fewer states say the same."""

from dataclasses import replace

import designs_table
import pytest
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    REJECTED,
    Scope,
    check,
)
from consistent_messaging.scenario import Broker, Invariant, Rules
from reference_model.compare import distinct_states, reference_verdict

RIGHT = ("right_keeps_the_answer", "right_in_progress_is_no_answer")
FAULTS = (CRASH, LOST_ACK, DUPLICATE, LEASE_EXPIRED, DELAYED_ACK, REJECTED)


@pytest.mark.parametrize("broker", [Broker(), Broker(most_deliveries=2)], ids=["plain", "counted"])
@pytest.mark.parametrize("name", RIGHT)
def test_both_searches_meet_the_same_states(name: str, broker: Broker) -> None:
    scenario = replace(designs_table.design(f"designs/answers/{name}").scenario, broker=broker)
    scope = Scope(("A", "B"), FAULTS, 1, consumers=1)
    found, plain = check(scenario, scope), reference_verdict(scenario, scope)
    assert (found.verdict, plain.verdict) == ("pass", "pass")
    assert found.states == distinct_states(scenario, scope, plain.reached)


def test_an_answer_is_noticed_by_an_invariant_that_always_has_to_hold() -> None:
    """Where nothing notices it, an answer is told as soon as it can be."""

    def who_is_charged_was_told(records: dict, heard: tuple) -> bool:  # type: ignore[type-arg]
        return len(records["account"].get("charged", [])) <= len(heard) + 1

    design = designs_table.design("designs/answers/right_keeps_the_answer")
    invariant = Invariant("one charge at most was not answered", who_is_charged_was_told)
    rules = Rules(invariants=(invariant,), requests=design.scenario.rules.requests)
    scenario, scope = replace(design.scenario, rules=rules), Scope(("A", "B"))
    full, fewer = check(scenario, scope), check(scenario, replace(scope, reduced=True))
    assert full.anomaly == "contradictory"
    assert (fewer.anomaly, fewer.schedule) == (full.anomaly, full.schedule)
    at_rest = Rules(invariants=(replace(invariant, when="at rest"),), requests=rules.requests)
    held = check(replace(scenario, rules=at_rest), replace(scope, reduced=True))
    assert (held.verdict, held.reduced) == ("pass", True)
