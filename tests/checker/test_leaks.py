"""What may be left behind at rest: anything, nothing, or something after a fault."""

import protocols
import pytest
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ANSWER,
    Fault,
    Scope,
    check,
)
from consistent_messaging.checker.leaks import Policy


def left(protocol: str, policy: Policy, *faults: Fault, names: str = "A") -> str | None:
    scope = Scope(tuple(names), faults, 2, leftovers=policy)
    return check(protocols.scenario(protocol), scope).anomaly


@pytest.mark.parametrize(
    ("policy", "anomaly"),
    [("any", None), ("none", "leak"), ("none in documents", None), ("none without faults", None)],
)
def test_a_crash_leaves_a_record_of_its_own_behind(policy: Policy, anomaly: str | None) -> None:
    assert left("s5_outbox_document/right", policy, CRASH) == anomaly


@pytest.mark.parametrize(
    ("policy", "anomaly"),
    [("any", None), ("none", "leak"), ("none in documents", "leak"), ("none without faults", None)],
)
def test_a_zombie_leaves_an_entry_in_the_document_behind(
    policy: Policy, anomaly: str | None
) -> None:
    faults = (LEASE_EXPIRED, LOST_ANSWER)
    assert left("s3_inbox/right_cleans_what_it_loaded", policy, *faults) == anomaly


@pytest.mark.parametrize("policy", ["none", "none in documents", "none without faults"])
def test_without_a_fault_nothing_may_be_left_anywhere(policy: Policy) -> None:
    protocol = "s5_outbox_document/wrong_leaves_the_record_of_a_conflict"
    assert left(protocol, policy, names="AB") == "leak"


@pytest.mark.parametrize("protocol", protocols.names("right"))
def test_a_message_that_merely_comes_again_leaves_nothing_behind(protocol: str) -> None:
    assert left(protocol, "none", DUPLICATE) is None
