"""The protocols of the course, as the solutions of its exercises have them.

One transaction has no exercise: it is the world of the demonstrations about it, with its relay.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

from consistent_messaging.exercise.exercise import CourseFile, Exercise, modules_beside
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.scenario import Scenario

EXERCISES = Path(__file__).parent.parent / "exercises"
ONE_TRANSACTION = "one transaction"
PROTOCOLS = {
    "event sourcing": "state_at_first_processing",
    "outbox": "state_machine_runner",
    "inbox": "inbox_runner",
    "claims": "claims_runner",
    "outbox document": "outbox_document_runner",
    "tokens": "token_runner",
}


@cache
def solution(protocol: str) -> Scenario:
    """Return the scenario of the exercise that solves this protocol, with its solution in it."""
    if protocol == ONE_TRANSACTION:
        return _one_transaction()
    exercise = _exercise(protocol)
    return _scenario(exercise, exercise.solution)


@cache
def mistake(protocol: str, name: str) -> Scenario:
    """Return the same scenario with one of the exercise's known mistakes in it."""
    exercise = _exercise(protocol)
    [source] = [known.source for known in exercise.mistakes if known.path.stem == name]
    return _scenario(exercise, source)


def _exercise(protocol: str) -> Exercise:
    return Exercise.read(EXERCISES / PROTOCOLS[protocol])


def _scenario(exercise: Exercise, source: str) -> Scenario:
    return _imported(exercise.sources(source))


def _imported(sources: dict[str, str]) -> Scenario:
    with temp_import_dir(sources):
        scenario: Scenario = import_module("scenario").scenario
    return scenario


def _one_transaction() -> Scenario:
    """Return the scenario in which everything is in one database, with its handler and relay."""
    source = (EXERCISES / "one_database_scenario.py").read_text(encoding="utf-8")
    own = (CourseFile("handler.py", "", "yours"), CourseFile("scenario.py", source, "checks"))
    files = (*own, *modules_beside(EXERCISES, (source,), "checks"))
    return _imported({file.name: file.source for file in files})
