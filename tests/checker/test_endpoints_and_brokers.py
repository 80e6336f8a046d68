"""Endpoints behind a broker with rules: the plain search finds the same, state by state."""

from dataclasses import replace
from typing import Any

import designs_table
import pytest
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LOST_ANSWER,
    REJECTED,
    Scope,
    check,
)
from consistent_messaging.checks import assert_consistent
from consistent_messaging.scenario import Broker
from reference_model.compare import distinct_states, reference_verdict

SCOPE = Scope(("A",), (REJECTED, DELAYED_ACK, LOST_ANSWER, DUPLICATE), 1, consumers=1)
BROKERS = [
    Broker(most_deliveries=1),
    Broker(most_deliveries=2, dead_letters="may stay"),
    Broker(ack="before the work"),
    Broker(batch=2),
]


def scenario(name: str, broker: Broker) -> Any:
    return replace(designs_table.design(f"designs/endpoints/{name}").scenario, broker=broker)


@pytest.mark.parametrize("broker", BROKERS, ids=["one", "may stay", "acked first", "batches"])
@pytest.mark.parametrize(
    "name", ["right_saves_first", "right_waits_for_the_order", "wrong_bank_recognises_no_copy"]
)
def test_both_searches_meet_the_same_states(name: str, broker: Broker) -> None:
    world = scenario(name, broker)
    found, plain = check(world, SCOPE), reference_verdict(world, SCOPE)
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)
    assert found.states == distinct_states(world, SCOPE, plain.reached)


@pytest.mark.parametrize("name", ["right_token_in_a_header", "wrong_new_id_for_each_request"])
def test_where_ids_are_made_both_searches_say_the_same(name: str) -> None:
    world, scope = scenario(name, BROKERS[0]), replace(SCOPE, faults=(CRASH, DUPLICATE))
    found, plain = check(world, scope), reference_verdict(world, scope)
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)


def test_a_dead_letter_that_follows_from_others_leaves_them_unfinished_and_is_not_missed() -> None:
    """An order that nobody charges is as well; one that is paid, and not announced, is not."""
    may_stay = scenario("right_saves_first", Broker(most_deliveries=1, dead_letters="may stay"))
    refused = may_stay.replay("+A .A .A =A +Charge:A/charge !Charge:A/charge")
    assert refused.at_rest
    assert refused.dead_letters == ("Charge:A/charge",)
    assert_consistent(may_stay, refused)
    found = check(may_stay, Scope(("A",), (CRASH,), most_faults=1))
    assert found.anomaly == "lost"
    assert str(found.schedule).endswith("+Charged:A/charged .Charged:A/charged !Charged:A/charged")
