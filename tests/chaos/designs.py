"""What is put into a storm: the course's own code, unchanged, and what the checker says about it.

Each of six protocols is run as its exercise solves it. Each exercise's starter is run as well, if
what is wrong with it can happen on PostgreSQL; else the known mistake that it stands for is.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from consistent_messaging.adapters.message_types import dataclasses_in
from consistent_messaging.checker import CRASH, DELAYED_ACK, DUPLICATE, Scope, Verdict, check
from consistent_messaging.checker.many_subjects import messages_about
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.scenario import Scenario

EXERCISES = Path(__file__).parents[2] / "code" / "exercises"


@dataclass(frozen=True)
class Design:
    """One file of an exercise: its `starter`, its `solution`, or one of its `mistakes`."""

    name: str
    exercise: str
    file: str
    right: bool = False
    note: str = ""


RIGHT = (
    Design("event sourcing", "state_at_first_processing", "solution", right=True),
    Design("outbox", "state_machine_runner", "solution", right=True),
    Design("inbox", "inbox_runner", "solution", right=True),
    Design("claims", "claims_runner", "solution", right=True),
    Design("outbox document", "outbox_document_runner", "solution", right=True),
    Design("tokens", "token_runner", "solution", right=True),
)
WRONG = (
    Design("no deduplication", "event_sourced_handler", "starter"),
    Design(
        "first item by the state of now",
        "first_item_added",
        "solution",
        note="The solution finds out what is wrong with itself; the starter knows no first item.",
    ),
    Design("count by the state of now", "state_at_first_processing", "starter"),
    Design("document without an outbox", "outbox_handler", "starter"),
    Design(
        "outbox cleared too early",
        "state_machine_runner",
        "clears_before_dispatching",
        note="The starter is right; its exercise is about its form.",
    ),
    Design(
        "marked before dispatching",
        "inbox_runner",
        "marks_before_dispatching",
        note="The starter publishes the right events; its document grows for ever.",
    ),
    Design(
        "claim that is not kept",
        "claims_runner",
        "claims_before_persisting",
        note="The starter fails on reads that miss, and PostgreSQL has none.",
    ),
    Design(
        "record deleted too early",
        "outbox_document_runner",
        "deletes_the_record_before_dispatching",
        note="The starter publishes the right events; its messages are in the document.",
    ),
    Design("no tokens", "token_runner", "starter"),
    Design(
        "new tokens in each attempt",
        "token_runner",
        "new_tokens_in_each_attempt",
        note="The starter sends no token, so none of its events is handled.",
    ),
)
ALL = {design.name: design for design in (*RIGHT, *WRONG)}


@dataclass(frozen=True)
class Loaded:
    """A design that can be run: its scenario, its messages about one order, their types."""

    design: Design
    scenario: Scenario
    messages: Mapping[str, Any]
    types: tuple[type, ...]

    @property
    def order(self) -> str:
        """The order that the scenario's lesson is about."""
        return self.scenario.lesson.subject


@cache
def loaded(design: Design) -> Loaded:
    """Import the design's exercise with this file in it."""
    exercise = Exercise.read(EXERCISES / design.exercise)
    sources = exercise.sources(_source(exercise, design.file))
    with temp_import_dir(sources):
        scenario: Scenario = import_module("scenario").scenario
        modules = [sys.modules[Path(name).stem] for name in sources if _is_imported(name)]
        types = dataclasses_in(modules)
        known = getattr(sys.modules["scenario"], "MESSAGES", scenario.messages)
    return Loaded(design, scenario, messages_about(scenario.lesson.subject, known), types)


def explained(design: Design) -> Verdict:
    """Return what the checker says of the design, with the shortest history if it is wrong."""
    scenario = loaded(design).scenario
    names = [*loaded(design).messages]
    for count in (1, 2, 3):
        known = tuple(name for name in names if name in scenario.messages)[:count]
        scope = Scope(known, (CRASH, DUPLICATE, DELAYED_ACK), 1 if count == 3 else 2)
        verdict = check(scenario, scope)
        if verdict.verdict != "pass":
            break
    return verdict


def _source(exercise: Exercise, file: str) -> str:
    if file in ("starter", "solution"):
        return str(getattr(exercise, file))
    [source] = [known.source for known in exercise.mistakes if known.path.stem == file]
    return source


def _is_imported(name: str) -> bool:
    return Path(name).stem in sys.modules
