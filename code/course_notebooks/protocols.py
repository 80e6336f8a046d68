"""The protocols of the course, as the solutions of its exercises have them."""

from functools import cache
from importlib import import_module
from pathlib import Path

from consistent_messaging.exercise import Exercise
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.scenario import Scenario

EXERCISES = Path(__file__).parent.parent / "exercises"
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
    with temp_import_dir(exercise.sources(source)):
        scenario: Scenario = import_module("scenario").scenario
    return scenario
