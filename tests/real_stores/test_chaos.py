"""`make chaos`, small: workers are killed; a right runner survives it, a wrong one is caught."""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import designs
import pytest
from consistent_messaging.checks import assert_consistent
from course_notebooks import measured
from course_notebooks.protocols import PROTOCOLS
from figures import unexpected
from storm import Storm

PROJECT = Path(__file__).parents[2]
CHAOS = PROJECT / "tests" / "chaos"
RIGHT, WRONG = "inbox", "no deduplication"


def chaos(folder: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    file = folder / "chaos.json"
    paths = [PROJECT / "code", PROJECT / "tests" / "real_stores"]
    finished = subprocess.run(
        [sys.executable, CHAOS, "--json", file, *options],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return finished, json.loads(file.read_text("utf-8")) if file.exists() else {}


@pytest.fixture(scope="module")
def small(tmp_path_factory, ran_against) -> tuple[Any, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("chaos")
    finished, found = chaos(folder, "--runner", RIGHT, "--runner", WRONG, "--messages", "400")
    ran_against.append(f"PostgreSQL {found['machine']['postgresql']}, with workers that are killed")
    return finished, {run["design"]: run for run in found["runs"]}


def test_a_right_runner_loses_and_doubles_nothing_under_kills_pauses_and_copies(small) -> None:
    finished, runs = small
    run = runs[RIGHT]

    assert finished.returncode == 0, finished.stderr
    assert run["orders that are wrong"] == {}
    # and it was a storm: workers were killed with a message in hand, and copies came
    assert run["kills"] >= 10
    assert run["duplicates"] >= 20
    assert run["redeliveries"] > 5
    assert run["acks"] >= 400
    kept = {"blobs": run["orders"], "inbox": run["messages"], "incoming": 0}
    assert {table: run["rows"][table] for table in kept} == kept


def test_a_starter_is_caught_and_the_checkers_shortest_history_explains_it(small) -> None:
    _, runs = small
    run = runs[WRONG]
    scenario = designs.loaded(designs.ALL[WRONG]).scenario
    history = scenario.replay(run["checker"]["schedule"])

    assert run["file"] == "starter"
    assert run["orders that are wrong"]["duplicate"] > 0
    assert run["example"].startswith("duplicate: ")
    assert run["checker"]["word"] == "duplicate"
    with pytest.raises(AssertionError, match="A took effect twice"):
        assert_consistent(scenario, history)


def test_what_did_not_go_as_expected_ends_in_an_error(small) -> None:
    _, runs = small
    right, wrong = runs[RIGHT], runs[WRONG]

    assert unexpected([right, wrong]) == []
    assert unexpected([right | {"orders that are wrong": {"lost": 1}, "example": "lost: A"}]) == [
        f"{RIGHT} is right, and here: lost: A."
    ]
    assert unexpected([wrong | {"orders that are wrong": {}}]) == [
        f"{WRONG} is wrong, and this storm did not show it. Run a longer one."
    ]
    assert unexpected([right | {"redeliveries": 0}]) == [
        f"{RIGHT}: nothing was delivered again, so no kill struck an attempt."
    ]


def test_the_same_seed_plans_the_same_messages_copies_and_strikes() -> None:
    world = designs.loaded(designs.ALL["tokens"])
    storm = Storm(messages=700, kills=30, pauses=5, duplicates=40, seed=3)
    queue, strikes = storm.deliveries(world), [*storm.strikes()]
    copies = Counter(message.message_id for message in queue)

    assert (queue, strikes) == (storm.deliveries(world), [*storm.strikes()])
    assert storm.deliveries(world) != replace(storm, seed=4).deliveries(world)
    assert (len(queue), len(copies)) == (740, 700)
    assert Counter(strike.what for strike in strikes) == {"kill": 30, "pause": 5}
    assert len({message.headers["token"] for message in queue}) == 700
    assert {message.body.order_id for message in queue} == {*storm.orders(world)}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--messages", "0"], "--messages is a number from 1 on"),
        (["--workers", "0"], "workers is a number from 1 on, not 0."),
        (["--runner", "outbocks"], "invalid choice: 'outbocks'"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_in_a_sentence(
    tmp_path, options, sentence
) -> None:
    finished, _ = chaos(tmp_path, *options)

    assert finished.returncode != 0
    assert sentence in finished.stderr
    assert "Traceback" not in finished.stderr


def test_every_protocol_of_the_course_and_every_exercise_is_in_the_storm() -> None:
    exercises = {
        path.name for path in designs.EXERCISES.iterdir() if (path / "starter.py").exists()
    }

    assert {each.name: each.exercise for each in designs.RIGHT} == PROTOCOLS
    assert {each.exercise for each in designs.WRONG} == exercises
    unsaid = [each.name for each in designs.WRONG if each.file != "starter" and not each.note]
    assert unsaid == []  # the note says why it is not the starter


def test_the_figures_in_the_notebook_are_those_of_a_whole_run_that_showed_what_it_has_to() -> None:
    runs = {run["design"]: run for run in measured("survival")["runs"]}

    assert [*runs] == [*designs.ALL]
    assert unexpected([*runs.values()]) == []
    for design in designs.RIGHT:
        run = runs[design.name]
        assert run["orders that are wrong"] == {}
        assert (run["messages"] >= 10_000, run["workers"]) == (True, 4)
        assert run["kills"] >= 300
        assert run["duplicates"] >= 500
        assert run["too late"] > 0  # paused workers came back after their lease
        assert run["rows"]["incoming"] == 0


@pytest.mark.parametrize("name", [design.name for design in designs.WRONG])
def test_the_notebooks_shortest_history_is_what_the_checker_finds_today(name) -> None:
    [run] = [run for run in measured("survival")["runs"] if run["design"] == name]
    verdict = designs.explained(designs.ALL[name])

    assert run["orders that are wrong"]
    assert run["note"] == designs.ALL[name].note
    assert (run["checker"]["word"], run["checker"]["schedule"]) == (
        verdict.anomaly,
        verdict.schedule,
    )
