"""Lost in the broker: a send without a publisher confirm, of whose loss nobody is told."""

import protocols
import pytest
from consistent_messaging.checker import CRASH, LOST_IN_THE_BROKER, Scope, check
from consistent_messaging.checker.fault_names import faults_named
from consistent_messaging.explain import ReplayRequest, options_after, report_history
from consistent_messaging.explain.portable_history import portable_history
from consistent_messaging.simulation.simulator import ImpossibleActionError
from reference_model.compare import reference_verdict

ALONE = Scope(("A",), (LOST_IN_THE_BROKER,), 1)
FORMS = ("s1_event_sourced", "s2_outbox", "s3_inbox", "s4_claims", "s5_outbox_document")
AFTER_THE_HANDLER, IN_THE_HANDLER = "s1_event_sourced/right", "s3_inbox/right"
SENDS = [(AFTER_THE_HANDLER, "+A .A .A"), (IN_THE_HANDLER, "+A .A .A .A")]  # up to the first send
TOLD = "A·1 sends FirstItemAdded A; the broker accepts it and then loses it"


@pytest.mark.parametrize("form", FORMS)
def test_both_searches_find_that_what_the_broker_loses_is_lost(form: str) -> None:
    scenario, scope = protocols.scenario(f"{form}/right"), Scope(("A",), (CRASH, *ALONE.faults), 2)
    found, plain = check(scenario, scope), reference_verdict(scenario, scope)
    assert (found.anomaly, found.faults, found.never_struck) == ("lost", 1, ())
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)
    assert "bA" in str(found.schedule)


@pytest.mark.parametrize("protocol", [protocol for protocol, _ in SENDS])
def test_a_reduced_search_finds_it_with_as_few_faults(protocol: str) -> None:
    scope = Scope(("A", "B"), ALONE.faults, 1, reduced=True)
    found = check(protocols.scenario(protocol), scope)
    assert (found.anomaly, found.faults) == ("lost", 1)


def test_it_has_a_name_and_a_design_may_rule_it_out() -> None:
    assert faults_named("lost-in-the-broker") == (LOST_IN_THE_BROKER,)
    assert LOST_IN_THE_BROKER not in protocols.faults_of(AFTER_THE_HANDLER)


@pytest.mark.parametrize(("protocol", "before"), SENDS)
def test_only_a_send_can_be_struck(protocol: str, before: str) -> None:
    scenario = protocols.scenario(protocol)
    assert scenario.replay(f"{before} bA").sent == ()
    for earlier in (before.removesuffix(" .A"), before.removesuffix(" .A .A")):
        with pytest.raises(ImpossibleActionError, match="A·1 does not send now"):
            scenario.replay(f"{earlier} bA")


@pytest.mark.parametrize(("protocol", "before"), SENDS)
def test_a_reader_can_choose_it_and_sees_what_came_of_it(protocol: str, before: str) -> None:
    scenario, path = protocols.scenario(protocol), protocols.path_of(protocol)
    source = path.read_text(encoding="utf-8")
    now = ReplayRequest(before, ("A",), marks="b", most_faults=1)
    offered = {o["action"]: o for o in options_after(scenario, now, path, source)["options"]}
    assert (offered["bA"]["text"], offered["bA"]["price"]) == (TOLD, 1)
    schedule = str(check(scenario, ALONE).schedule)
    told = report_history(scenario, ReplayRequest(schedule, ("A",)), path, source)
    [lost] = [moment for moment in told["moments"] if moment["fault"]]
    assert lost["sentence"] == f"Monkey: {TOLD}."
    assert lost["sent"] is not None
    assert not lost["sent"]["left"]
    why = f"A·1 sends FirstItemAdded A in step {lost['number']}. It is lost, and nobody is told."
    assert (told["why"], told["line"]) == (why, lost["line"])
    send = portable_history(scenario, schedule)["steps"][lost["number"] - 1]["send"]
    assert not send["arrives"]
