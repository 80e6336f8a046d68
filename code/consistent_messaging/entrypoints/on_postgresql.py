"""What the worker of a page calls that has a PostgreSQL: play a history on it, step by step.

It comes to a page with the adapters, once a reader asks for PostgreSQL. Nothing here knows a
browser. `code/lab/protocol/on_postgresql.ts` declares the same types; a test compares them.
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, Literal, TypedDict

from consistent_messaging.adapters.postgresql.pglite import PgliteConnection, numbered
from consistent_messaging.adapters.postgresql.sql_table import Connection
from consistent_messaging.adapters.replay import (
    NotReplayedHere,
    PostgresqlStores,
    Replayed,
    ReplayedStep,
    Rows,
    Statement,
    Told,
    replay_on,
)
from consistent_messaging.api.stores import BlobStore
from consistent_messaging.entrypoints.browser import SCENARIO, Emit
from consistent_messaging.entrypoints.events import Finished, ProblemEvent, Replaced, Untold
from consistent_messaging.exercise.error_report import problem_of
from consistent_messaging.exercise.interpreter_state import InterpreterState
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.explain import ReplayRequest
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

_LONGEST_CELL = 600  # characters of one value; more of it in a page would be no help
_LONGEST_LITERAL = 20_000  # in a statement, which somebody may want to copy
_READ_AT_ONCE = 1 << 20


class ShownStatement(TypedDict):
    """A statement with `$1` for its first parameter, and what came of it.

    Parameters are as they are written in SQL; `error` is what the database said if it refused.
    """

    sql: str
    parameters: list[str]
    rows: list[list[str]]
    error: str


class ShownTable(TypedDict):
    """A table as it is at one moment."""

    name: str
    columns: list[str]
    rows: list[list[str]]


class RealStep(TypedDict):
    """One step; `tables` are those that it has changed, as they are after it."""

    number: int
    sentence: str
    fault: bool
    statements: list[ShownStatement]
    tables: list[ShownTable]
    differs: str


class ShownQuery(TypedDict):
    """A query that shows how a history ends, and what it has returned."""

    sql: str
    columns: list[str]
    rows: list[list[str]]


class RealEnd(TypedDict):
    """How a history ends: in what both worlds differ, what is wrong, and what PostgreSQL lacks."""

    differs: str
    wrong: str
    told: ShownQuery | None
    notes: list[str]


class Tables(TypedDict):
    """All tables before the first step."""

    type: Literal["tables"]
    tables: list[ShownTable]


class StepEvent(TypedDict):
    """A step has been played; one that has the number of an earlier one takes its place."""

    type: Literal["step"]
    step: RealStep


class End(TypedDict):
    """All steps have been played, or those up to where the worlds parted."""

    type: Literal["end"]
    end: RealEnd


Event = Tables | StepEvent | End | ProblemEvent | Replaced | Untold | Finished


def connect(path: str) -> PgliteConnection:
    """Return a connection to the database behind a device, which answers what is written to it."""
    write, read, device = os.write, os.read, os.open(path, os.O_RDWR)

    def ask(question: str) -> str:
        write(device, question.encode())
        parts = []
        while part := read(device, _READ_AT_ONCE):
            parts.append(part)
        return b"".join(parts).decode()

    return PgliteConnection(ask)


def play(
    files: Mapping[str, str], main: str, emit: Emit, wanted: str, connection: Connection
) -> None:
    """Play a history of `main` on PostgreSQL: the `script` in `wanted`, or a run without a fault.

    Emits `tables` first, a `step` for each step, and the `end`; `problem` if the learner's code
    raises, `untold` if the history cannot be played there, `replaced` if the code replaced
    something that is not its own, and `finished` at the end.
    """
    began = time.perf_counter()
    verdict: Literal["pass", "error"] = "error"
    told = _Teller(emit)
    with temp_import_dir(files) as folder, redirect_stdout(StringIO()):
        before = InterpreterState()
        try:
            scenario, notes = _with_real_stores(import_module(Path(SCENARIO).stem).scenario)
            told.end(_replayed(scenario, json.loads(wanted)["script"], connection, told), notes)
            verdict = "pass"
        except (NotReplayedHere, ImpossibleActionError) as error:
            told.emit(Untold(type="untold", message=str(error)))
        except BaseException as error:  # whatever it is, the page has to hear of it
            problem = problem_of(error, folder / main)
            told.emit(
                ProblemEvent(
                    type="problem", message=problem.message, text=problem.text, line=problem.line
                )
            )
        replaced = before.put_back()
    if replaced:
        message = f"Your code replaced {', '.join(replaced[:3])}."
        told.emit(Replaced(type="replaced", message=message))
    seconds = time.perf_counter() - began
    told.emit(Finished(type="finished", verdict=verdict, seconds=seconds))


def _with_real_stores(scenario: Scenario) -> tuple[Scenario, list[str]]:
    """Return the scenario as PostgreSQL can stand in for it, and what is not as it was."""
    stores, notes = dict(scenario.stores), []
    for name, store in stores.items():
        limit = getattr(store, "limit_bytes", None)
        if type(store) is BlobStore and limit is not None:
            stores[name] = BlobStore()
            notes.append(
                f"The store {name} of this exercise takes documents of {limit:,} bytes at most. "
                "A table of PostgreSQL has no such limit, so here large documents get through."
            )
    return (replace(scenario, stores=stores) if notes else scenario), notes


def _replayed(
    scenario: Scenario, script: Mapping[str, Any] | None, connection: Connection, told: "_Teller"
) -> Replayed:
    stores = PostgresqlStores(scenario, connection)
    if script is None:
        history = scenario.play_quietly(*(scenario.run or tuple(scenario.messages)))
        request = ReplayRequest.of(history)
    else:
        request = ReplayRequest.read(script)
    return replay_on(
        stores,
        scenario,
        request.schedule,
        messages=request.messages,
        consumers=request.consumers,
        leftovers=request.leftovers,
        on_step=told.step,
    )


class _Teller:
    """Tells the page of a replay as it goes on."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    def emit(self, event: Event) -> None:
        self._emit(json.dumps(event))

    def step(self, played: ReplayedStep) -> None:
        """Tell a step; before the first one, which tables there are."""
        if played.step.number == 1:
            self.emit(Tables(type="tables", tables=[_shown_table(each) for each in played.before]))
        changed = [each for each in played.after if each.table in played.changed]
        step = RealStep(
            number=played.step.number,
            sentence=played.step.sentence,
            fault=played.step.fault,
            statements=[_shown_statement(each) for each in played.statements],
            tables=[_shown_table(each) for each in changed],
            differs=played.differs,
        )
        self.emit(StepEvent(type="step", step=step))

    def end(self, replayed: Replayed, notes: list[str]) -> None:
        """Tell how it has ended."""
        wrong, told = replayed.wrong, replayed.told
        end = RealEnd(
            differs=replayed.differs,
            wrong=f"{wrong.anomaly}: {wrong.message}" if wrong else "",
            told=_shown_query(told) if told else None,
            notes=notes,
        )
        self.emit(End(type="end", end=end))


def _shown_statement(statement: Statement) -> ShownStatement:
    return ShownStatement(
        sql=numbered(statement.query, len(statement.parameters)),
        parameters=[_literal(each) for each in statement.parameters],
        rows=_shown_rows(statement.rows),
        error=statement.error,
    )


def _shown_query(told: Told) -> ShownQuery:
    return ShownQuery(sql=told.query, columns=list(told.columns), rows=_shown_rows(told.rows))


def _shown_table(rows: Rows) -> ShownTable:
    return ShownTable(name=rows.table, columns=list(rows.columns), rows=_shown_rows(rows.rows))


def _shown_rows(rows: tuple[tuple[Any, ...], ...]) -> list[list[str]]:
    return [[_cut(_text(value), _LONGEST_CELL) for value in row] for row in rows]


def _text(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _literal(value: Any) -> str:
    """Return a parameter as it is written in SQL."""
    if isinstance(value, str):
        return "'" + _cut(value, _LONGEST_LITERAL).replace("'", "''") + "'"
    return _text(value)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"
