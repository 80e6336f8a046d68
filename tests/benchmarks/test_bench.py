"""`make bench` measures, tells it as tables, and writes the same as JSON in the promised shape."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import catalogue
import pytest
from checker import until_the_cap
from plan import full, quick
from rounds import Rounds, agreed
from searches import Answer, Search

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
S1 = "s1_event_sourced/right"
SCOPE = {
    *("protocol", "messages", "consumers", "faults", "most_faults"),
    *("most_states", "verdict", "states"),
}
FIGURES = {"seconds", "median_seconds", "states", "states_per_second", "memory_bytes"}


class Run(NamedTuple):
    found: dict[str, Any]
    told: str


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Run:
    folder = tmp_path_factory.mktemp("bench")
    paths = os.pathsep.join([str(PROJECT / "code"), str(PROJECT / "tests" / "checker")])
    finished = subprocess.run(
        [sys.executable, str(HERE), "--quick", "--only", "checker", "--folder", str(folder)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return Run(json.loads((folder / "checker.json").read_text("utf-8")), finished.stdout)


@pytest.mark.slow  # it starts Pyodide for each search
def test_a_quick_run_writes_the_shape_that_is_promised(run) -> None:
    found = run.found
    assert set(found) == {
        *("machine", "quick", "scopes", "growth", "reference", "reduced", "counterexamples"),
    }
    assert found["quick"] is True
    assert set(found["machine"]["versions"]) == {"CPython", "Pyodide"}
    for row in found["scopes"]:
        assert set(row) == {*SCOPE, "CPython", "Pyodide", "ratio"}
        assert set(row["CPython"]) == set(row["Pyodide"]) == FIGURES
    assert all(set(row) == SCOPE for row in found["growth"])
    assert set(found["reference"]) == {*SCOPE, "checker", "plain", "ratio"}
    for row in found["reduced"]:
        assert set(row) == {*SCOPE, "full", "reduced", "ratio"}
        assert row["states"] == row["full"]["states"] > 2 * row["reduced"]["states"]
    for row in found["counterexamples"]:
        history = {"anomaly", "faults_of_history", "steps", "schedule"}
        assert set(row) == {*SCOPE, *history, "CPython", "Pyodide", "ratio"}


@pytest.mark.slow  # it starts Pyodide for each search
def test_a_quick_run_counts_the_states_that_the_catalogue_holds(run) -> None:
    entry = next(e for e in catalogue.read() if e.protocol == S1 and e.up_to == 1)
    measured = next(row for row in run.found["scopes"] if row["most_faults"] == 1)

    assert measured["states"] == entry.states
    assert measured["Pyodide"]["states"] == entry.states
    assert f"{entry.states:,}" in run.told


@pytest.mark.slow  # it starts Pyodide for each search
def test_a_scope_that_is_larger_than_the_cap_is_unknown_in_each_table(run) -> None:
    unfinished = [
        row for row in [*run.found["scopes"], *run.found["growth"]] if row["verdict"] == "unknown"
    ]

    assert len(unfinished) == 2
    for row in unfinished:
        assert row["states"] > row["most_states"]
        assert run.told.count(f"≥{row['states']:,}") == 2


def test_the_full_plan_has_every_right_protocol_and_all_that_a_search_catches() -> None:
    plan = full()
    caught = {e.protocol for e in catalogue.read() if e.faults is not None and not e.right}

    stages = {search.protocol[:2] for search in plan.scopes}
    assert stages == {"s1", "s2", "s3", "s4", "s5", "s6"}
    assert {search.protocol for search in plan.wrong} == caught
    assert {search.protocol for search in plan.growth} == {s.protocol for s in plan.scopes}
    assert {search.protocol for search in plan.reduced} == {s.protocol for s in plan.scopes}


def test_interpreters_that_come_to_something_else_stop_the_run() -> None:
    rounds = Rounds({"CPython": [answer(states=949)], "Pyodide": [answer(states=948)]}, {})

    with pytest.raises(RuntimeError, match=r"CPython came to .*949.*, Pyodide to .*948"):
        agreed("a search", rounds)


def test_interpreters_may_take_different_times() -> None:
    rounds = Rounds(
        {"CPython": [answer(seconds=1), answer(seconds=2)], "Pyodide": [answer(), answer()]}, {}
    )

    assert agreed("a search", rounds).ratio == pytest.approx(3 / 4)


def test_what_contains_a_scope_that_reached_the_cap_is_unknown_without_a_search() -> None:
    searched = []

    def give_up_at_two_messages(search: Search) -> tuple[Answer, dict[str, Any]]:
        searched.append(search)
        wide = len(search.messages) == 2
        return answer("unknown" if wide else "pass", states=1001 if wide else 7), {}

    rows = until_the_cap(quick().growth, give_up_at_two_messages)

    assert len(searched) == 7
    assert [row["verdict"] for row in rows] == ["pass"] * 6 + ["unknown"] * 6
    assert [row["states"] for row in rows] == [7] * 6 + [1001] * 6


def test_a_right_protocol_that_is_found_to_be_wrong_stops_the_run() -> None:
    with pytest.raises(RuntimeError, match="this right protocol is found to be wrong"):
        until_the_cap(quick().scopes, lambda search: (answer("fail"), {}))


def answer(verdict: str = "pass", states: int = 7, seconds: float = 1.0) -> Answer:
    return Answer(verdict, None, None, None, states, "", seconds, peak_bytes=0)
