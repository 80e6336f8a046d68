"""Every history that the checker tells can be played again, and ends in what is wrong with it."""

import catalogue
import pytest
from catalogue import Entry
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.explain.timeline import explain
from consistent_messaging.scenario import Scenario
from consistent_messaging.simulation.simulator import replay

FAILURES = [entry for entry in catalogue.read() if entry.schedule]
SEEN_IN_A_HISTORY = [e for e in FAILURES if e.anomaly not in ("leak", "stuck")]
LEAKS = [entry for entry in FAILURES if entry.anomaly == "leak"]
LOST_IN_TWO_WAYS = [
    entry
    for entry in FAILURES
    if entry.protocol
    in ("s3_inbox/wrong_marks_before_the_commit", "s4_claims/wrong_claim_id_not_persisted")
]
STUCK = [entry for entry in FAILURES if entry.anomaly == "stuck"]


@pytest.mark.parametrize("entry", SEEN_IN_A_HISTORY, ids=str)
def test_a_history_ends_in_what_is_wrong_with_it_and_in_nothing_before(entry: Entry) -> None:
    scenario = entry.scenario
    history = scenario.replay(entry.schedule)
    assert len(history.steps) == entry.steps
    assert history.faults == entry.faults
    with pytest.raises(InconsistentError) as wrong:
        assert_consistent(scenario, history)
    assert wrong.value.anomaly == entry.anomaly
    *before, _ = entry.schedule.split()
    assert anomaly_after(entry, before) is None


@pytest.mark.parametrize("entry", LOST_IN_TWO_WAYS, ids=str)
def test_the_verdict_is_about_the_message_that_is_lost_in_the_history_told(entry: Entry) -> None:
    verdict = catalogue.searched(entry)
    assert verdict.violation is not None
    assert verdict.schedule is not None
    with pytest.raises(InconsistentError) as wrong:
        assert_consistent(entry.scenario, entry.scenario.replay(verdict.schedule))
    assert str(wrong.value) == f"Lost: {verdict.violation.message}."


@pytest.mark.parametrize("entry", LEAKS, ids=str)
def test_a_history_of_a_leak_leaves_something_behind_in_the_end(entry: Entry) -> None:
    *before, _ = entry.schedule.split()
    assert anomaly_after(entry, before) is None
    assert anomaly_after(entry, entry.schedule.split()) == "leak"


@pytest.mark.parametrize("entry", STUCK, ids=str)
def test_after_a_history_of_being_stuck_nothing_comes_to_rest(entry: Entry) -> None:
    told = explain(entry.scenario, entry.schedule)
    assert told.history.waiting
    assert told.moments[-1].risk == "doomed"


def anomaly_after(entry: Entry, actions: list[str]) -> str | None:
    scenario = entry.scenario
    return scenario.with_ids_that_differ(lambda: anomaly_in(scenario, entry, actions))


def anomaly_in(scenario: Scenario, entry: Entry, actions: list[str]) -> str | None:
    simulator = scenario.simulator(entry.scope.messages)
    faults = replay(simulator, actions).faults
    judge = StateCheck(simulator.model, scenario.lesson, entry.leftovers, scenario.rules)
    wrong = judge(simulator.state, faults)
    return wrong.anomaly if wrong else None
