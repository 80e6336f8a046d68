"""Several messages as one delivery: the plain search meets the same states, whatever else rules."""

from dataclasses import replace
from typing import Any

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
    try_some,
)
from consistent_messaging.scenario import Broker, Scenario
from reference_model.compare import distinct_states, fewest_faults_and_steps, reference_verdict

TWO = Scope(("A", "B"), (CRASH, REJECTED, LOST_ACK, DELAYED_ACK, LEASE_EXPIRED), 1)
BROKERS = {
    "by itself": Broker(batch=2),
    "counted": Broker(batch=2, most_deliveries=2, dead_letters="may stay"),
    "replayed": Broker(batch=2, most_deliveries=1),
    "acked first": Broker(batch=2, ack="before the work"),
    "in sequence": Broker(batch=2, fifo_by=lambda message: "all"),
    "counted, in sequence": Broker(batch=2, most_deliveries=1, fifo_by=lambda message: "all"),
}
RIGHT = (
    "right_batch_comes_again_as_a_whole",
    "right_gives_back_what_has_failed",
    "right_stops_at_the_first_that_fails",
)


def design(name: str, broker: Broker) -> Scenario:
    return replace(designs_table.design(f"designs/broker/{name}").scenario, broker=broker)


def expect_alike(scenario: Scenario, scope: Scope) -> str:
    found, plain = check(scenario, scope), reference_verdict(scenario, scope)
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)
    assert found.states == distinct_states(scenario, scope, plain.reached)
    return str(found.anomaly)


@pytest.mark.parametrize("broker", BROKERS)
@pytest.mark.parametrize("name", RIGHT[1:])
def test_both_searches_meet_the_same_states(name: str, broker: str) -> None:
    expect_alike(design(name, BROKERS[broker]), TWO)


@pytest.mark.parametrize("faults", [(CRASH, LEASE_EXPIRED), (DUPLICATE, REJECTED)])
def test_both_searches_meet_the_same_states_beside_a_relay(faults: Any) -> None:
    scope = Scope(("A", "B"), faults, 1, consumers=1)
    assert expect_alike(design(RIGHT[0], BROKERS["by itself"]), scope) == "None"


def test_both_searches_meet_the_same_states_with_three_messages_in_a_batch() -> None:
    three = design(RIGHT[1], Broker(batch=3))
    more = replace(three, messages={**three.messages, "C": three.messages["A"]})
    assert expect_alike(more, Scope(("A", "B", "C"), (REJECTED,), 1, consumers=1)) == "None"


def test_no_history_is_shorter_than_the_one_that_was_found() -> None:
    for name in ("wrong_acks_what_has_failed", "wrong_counts_on_one_message_at_a_time"):
        found = designs_table.design(f"designs/broker/{name}")
        row = designs_table.read()[f"designs/broker/{name}"]
        least = fewest_faults_and_steps(found.scenario, found.scope, row["steps"])
        assert least == (row["faults"], row["steps"])


@pytest.mark.parametrize(
    "name",
    ["wrong_acks_what_has_failed", "wrong_counts_on_one_message_at_a_time"],
)
def test_what_is_wrong_in_a_batch_is_right_for_one_message_at_a_time(name: str) -> None:
    """The second by itself is: the first one acks what has failed in any case."""
    scope = Scope(("A", "B"), (REJECTED,), most_faults=2)
    alone = check(design(name, Broker(batch=1)), scope)
    assert (alone.verdict == "pass") == name.startswith("wrong_counts")


def test_tries_at_random_deliver_batches_as_well() -> None:
    found = designs_table.design("designs/broker/wrong_counts_on_one_message_at_a_time")
    tried = try_some(found.scenario, replace(found.scope, most_faults=2), histories=200)
    assert (tried.anomaly, tried.scope.messages) == ("duplicate", ("A", "B"))


def test_a_batch_of_one_has_the_states_of_a_broker_without() -> None:
    one = design(RIGHT[0], Broker(batch=1))
    assert check(one, TWO).states == check(replace(one, broker=Broker()), TWO).states
