"""No history is wrong with fewer faults or fewer steps than the one that the checker tells.

That is found out by walking through every history that there is, up to that length.
"""

import catalogue
import protocols
import pytest
from consistent_messaging.checker import DUPLICATE, LEASE_EXPIRED, Fault, Scope, check
from reference_model.compare import fewest_faults_and_steps

STUCK = {entry.protocol for entry in catalogue.read() if entry.anomaly == "stuck"}
WRONG = [name for name in protocols.names("wrong") if "s6_" not in name and name not in STUCK]
WRONG_WITHOUT_A_FAULT = [
    entry
    for entry in catalogue.read()
    if entry.protocol in WRONG and entry.faults == 0 and entry.steps and entry.steps <= 9
]
STEPS_WITHOUT_ANY_FINDING = 8
LONG = ("s3_", "s4_", "s5_")  # here two attempts at once have too many histories to walk through


def faults_of(protocol: str) -> tuple[Fault, ...]:
    faults = protocols.faults_of(protocol)
    if protocol.startswith(LONG):
        return tuple(fault for fault in faults if fault not in (DUPLICATE, LEASE_EXPIRED))
    return faults


@pytest.mark.parametrize("protocol", WRONG)
def test_one_message_and_a_fault_show_nothing_in_fewer_steps(protocol: str) -> None:
    scenario = protocols.scenario(protocol)
    scope = Scope(("A",), faults_of(protocol), most_faults=1)
    verdict = check(scenario, scope)
    found = None if verdict.faults is None else (verdict.faults, verdict.steps)
    most_steps = verdict.steps or STEPS_WITHOUT_ANY_FINDING
    assert fewest_faults_and_steps(scenario, scope, most_steps) == found


@pytest.mark.parametrize("entry", WRONG_WITHOUT_A_FAULT, ids=str)
def test_two_messages_without_a_fault_show_nothing_in_fewer_steps(
    entry: catalogue.Entry,
) -> None:
    assert entry.steps is not None
    scope = Scope(("A", "B"))
    assert fewest_faults_and_steps(entry.scenario, scope, entry.steps) == (0, entry.steps)
    assert fewest_faults_and_steps(entry.scenario, scope, entry.steps - 1) is None
