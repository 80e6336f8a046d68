"""Designs with processes and the like: each gets the word of its account, in both searches."""

import inspect
from dataclasses import replace
from typing import Any

import designs_table
import pytest
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    Scope,
    check,
)
from consistent_messaging.checks import InconsistentError, assert_consistent, assert_holds
from consistent_messaging.explain import ReplayRequest, options_after, report_history
from consistent_messaging.explain.compare import follow
from consistent_messaging.model.actions import KINDS
from random_walk import walked
from reference_model.compare import distinct_states, reference_verdict
from sampled import one_in

TABLE = designs_table.read()
OUTBOX = "designs/processes/right_consumer_outbox"
WRONG = [name for name, row in TABLE.items() if "anomaly" in row]
RIGHT = [name for name in TABLE if name not in WRONG]
LARGE = ("cases/claim_that_is_extended:repaired", OUTBOX)  # for the plain search
QUICK = [name for name in RIGHT if name not in LARGE]
LONGEST = 12  # steps; the plain search needs too long for longer histories of two messages


SEVEN = (CRASH, LOST_ANSWER, REJECTED, LOST_REQUEST, LOST_ACK, DUPLICATE, LEASE_EXPIRED)


def request_for(name: str, **more: Any) -> ReplayRequest:
    scope = designs_table.design(name).scope
    marks = "".join(fault.mark for fault in scope.faults)
    request = ReplayRequest(TABLE[name]["schedule"], scope.messages, scope.consumers, marks=marks)
    how = {"most_faults": scope.most_faults, "leftovers": scope.leftovers}
    return replace(request, **how, **more)


def file_and_source(name: str) -> tuple[Any, str]:
    file = designs_table.design(name).file
    return file, file.read_text(encoding="utf-8")


def makes_ids(design: designs_table.Design) -> bool:
    """True if its handler or a process asks for fresh ids, or a class that one of them extends."""
    scenario = design.scenario
    code = [scenario.handler, *scenario.processes.values(), *scenario.endpoints.values()]
    bases = {base for each in code for base in getattr(each, "__mro__", (each,))} - {object}
    sources = [design.file.read_text(encoding="utf-8"), *map(inspect.getsource, bases)]
    return any("new_id" in source for source in sources)


def test_every_design_is_in_the_table() -> None:
    assert list(TABLE) == designs_table.names()


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n == OUTBOX else []) for n in TABLE]
)
def test_a_design_gets_what_the_table_says(name: str) -> None:
    assert designs_table.searched(name) == TABLE[name]


@pytest.mark.parametrize("name", TABLE)
def test_a_design_is_wrong_as_its_account_says(name: str) -> None:
    design, found = designs_table.design(name), TABLE[name]
    assert (found.get("anomaly", "none"), found.get("faults", 0)) == (design.anomaly, design.faults)
    assert found.get("states", 0) <= 200_000


@pytest.mark.parametrize("name", one_in(2, [n for n in WRONG if TABLE[n]["anomaly"] != "leak"]))
def test_the_plain_search_finds_the_same(name: str) -> None:
    """It knows no leaks: `test_leaks.py` is about those."""
    design, row = designs_table.design(name), TABLE[name]
    quick = row["steps"] <= LONGEST and row["anomaly"] != "stuck"
    scope = design.scope if quick else replace(design.scope, messages=("A",))
    found, plain = check(design.scenario, scope), reference_verdict(design.scenario, scope)
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)


@pytest.mark.parametrize(
    "name",
    [*one_in(2, QUICK), *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE)],
)
def test_the_plain_search_sees_as_many_states_where_a_design_holds(name: str) -> None:
    """Where ids are made, the two name them differently: then only the verdict is compared."""
    design = designs_table.design(name)
    ids_are_made = makes_ids(design)
    most_faults = min(design.scope.most_faults, 0 if ids_are_made else 1)
    scope = replace(design.scope, messages=("A",), most_faults=most_faults)
    found, plain = check(design.scenario, scope), reference_verdict(design.scenario, scope)
    assert (found.verdict, plain.verdict) == ("pass", "pass")
    if not ids_are_made:
        assert found.states == distinct_states(design.scenario, scope, plain.reached)


@pytest.mark.parametrize("name", one_in(2, [*TABLE]))
def test_whatever_a_walk_at_random_meets_the_search_has_judged(name: str) -> None:
    design, row = designs_table.design(name), TABLE[name]
    walker = walked(design.scenario, design.scope, "any", seed=3, walks=25)
    told = (row["faults"], row["steps"]) if "anomaly" in row else None
    assert all(told is not None and told <= at for at in walker.wrong)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_design_shows_nothing_wrong_in_a_plain_run(name: str) -> None:
    scenario = designs_table.design(name).scenario
    names = list(designs_table.design(name).scope.messages)
    history = scenario.play(*names)
    assert (history.waiting, history.restless) == ((), ())
    assert_consistent(scenario, history)
    assert scenario.replay(history.schedule).records == history.records


@pytest.mark.parametrize("name", WRONG)
def test_a_history_is_told_with_its_moments(name: str) -> None:
    design, row = designs_table.design(name), TABLE[name]
    told = report_history(design.scenario, request_for(name), *file_and_source(name))
    assert told["anomaly"] == row["anomaly"]
    assert len(told["moments"]) == row["steps"]
    assert told["processes"] == list(design.scenario.processes)
    lanes = design.scope.consumers + len(told["processes"]) + len(told["endpoints"])
    for moment in told["moments"]:
        if moment["attempt"] is not None:
            assert moment["consumer"] is not None
            assert 1 <= moment["consumer"] <= lanes
            label = moment["attempt"].rpartition("·")[0]
            if label in told["processes"]:
                assert moment["consumer"] > design.scope.consumers
        for option in moment["instead"]:
            assert option["text"]


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_whatever_is_offered_on_the_way_can_be_chosen(name: str) -> None:
    design = designs_table.design(name)
    actions = TABLE[name]["schedule"].split()
    for taken in range(len(actions)):
        request = request_for(name, schedule=" ".join(actions[:taken]))
        now = options_after(design.scenario, request, *file_and_source(name))
        offered = [option["action"] for option in now["options"]]
        assert actions[taken] in offered or now["forced"]
        for option in now["options"]:
            chosen = request.with_actions([*actions[:taken], option["action"]])
            options_after(design.scenario, chosen, *file_and_source(name))


@pytest.mark.parametrize("name", WRONG)
def test_a_history_can_be_followed_by_a_design_that_holds(name: str) -> None:
    """The first right one beside it: what it cannot take is left out, and it comes to rest."""
    beside = name.partition(":")[0] if ":" in name else name.rpartition("/")[0]
    right = next(right for right in RIGHT if right.startswith(beside))
    request = replace(request_for(name), marks="".join(KINDS), most_faults=9)
    scenario = designs_table.design(right).scenario
    followed = follow(scenario, request, *file_and_source(right))
    assert followed["anomaly"] is None


@pytest.mark.parametrize("name", WRONG)
def test_a_failing_check_raises_with_the_history(name: str) -> None:
    design = designs_table.design(name)
    with pytest.raises(InconsistentError) as failed:
        assert_holds(design.scenario, design.scope)
    assert failed.value.anomaly == TABLE[name]["anomaly"]


@pytest.mark.parametrize(
    ("processes", "states"),
    [
        pytest.param(("relay",), "83,211", marks=pytest.mark.slow),
        pytest.param(("relay", "cleaner"), "398,777", marks=pytest.mark.widest),
    ],
)
def test_the_reference_says_how_far_the_consumer_outbox_was_searched(
    processes: tuple[str, ...], states: str
) -> None:
    scenario = designs_table.design(OUTBOX).scenario
    some = replace(scenario, processes={name: scenario.processes[name] for name in processes})
    verdict = check(some, Scope(("A", "B"), SEVEN, 2, most_states=1_000_000))
    assert (verdict.verdict, f"{verdict.states:,}") == ("pass", states)
    page = designs_table.HERE.parents[1] / "docs" / "reference" / "checker.md"
    assert f" {states} " in page.read_text(encoding="utf-8")
