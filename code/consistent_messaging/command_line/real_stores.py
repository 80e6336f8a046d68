"""A replay on real stores on the command line: which database it is on, and how it is printed."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from consistent_messaging.adapters.replay import (
    NotReplayedHere,
    PostgresqlStores,
    Replayed,
    ReplayedStep,
    Rows,
    Statement,
    replay_on,
)
from consistent_messaging.adapters.replay.postgresql_stores import SCHEMA
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.command_line.usage import UsageError
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import counted

SCHEMES = ("postgresql://", "postgres://")
EXAMPLE = "postgresql://localhost/shop"
_INDENT = " " * 7


def played_on(
    url: str, scenario: Scenario, schedule: str, consumers: int = 2, leftovers: Policy = "any"
) -> Replayed:
    """Play a schedule on the database with this address.

    Raises `UsageError` if nobody can be reached there, or if the database cannot stand in for the
    stores of the scenario; `ImpossibleActionError` for an action that cannot be taken.
    """
    connection = _connected(url)
    try:
        stores = PostgresqlStores(scenario, connection)
        return replay_on(stores, scenario, schedule, consumers=consumers, leftovers=leftovers)
    except NotReplayedHere as problem:
        raise UsageError(str(problem)) from None
    finally:
        connection.close()


def printed(played: Replayed, *, as_a_program: bool) -> int:
    """Print a replay; return 1 if something is wrong with its end, or the worlds have parted."""
    print(json.dumps(as_json(played)) if as_a_program else as_text(played))
    return 1 if played.wrong or not played.same else 0


def as_text(played: Replayed) -> str:
    """Return the history, each step with its SQL; then in what it ends, and the SELECT for it."""
    lines = [line for step in played.steps for line in _step(step)]
    steps = counted(len(played.steps), "step")
    said = played.differs or "Each answer was the one that the simulated stores give."
    lines += ["", f"{steps} on PostgreSQL. {said}"]
    if played.wrong:
        lines += [f"{played.wrong.anomaly.capitalize()}: {played.wrong.message}."]
    if played.told:
        lines += ["", f"SET search_path = {SCHEMA};", f"{played.told.query};"]
        lines += [" | ".join(played.told.columns)]
        lines += [_row(row) for row in played.told.rows]
    return "\n".join(lines)


def as_json(played: Replayed) -> dict[str, Any]:
    """Return the replay for a program: every value of a table is a text, or null."""
    return {
        "schedule": played.history.schedule,
        "schema": SCHEMA,
        "same": played.same,
        "differs": played.differs,
        "anomaly": played.wrong.anomaly if played.wrong else None,
        "message": played.wrong.message if played.wrong else "",
        "told": played.told and vars(played.told),
        "steps": [_step_as_json(step) for step in played.steps],
    }


def _connected(url: str) -> Any:
    """Return a connection that can be closed; an address may hold a password, so none is named."""
    if not url.startswith(SCHEMES):
        raise UsageError(f"--on takes the address of a PostgreSQL database, such as {EXAMPLE}.")
    try:
        real = import_module("consistent_messaging.adapters.postgresql.connection")
    except ImportError as error:
        raise UsageError(str(error)) from None
    try:
        return real.connect(url)
    except Exception as error:  # of the client library, which is not there in every installation
        reason = " ".join(str(error).split())
        raise UsageError(f"There is no connection to the database of --on: {reason}") from None


def _step(step: ReplayedStep) -> Iterator[str]:
    yield str(step.step)
    for statement in step.statements:
        yield from (f"{_INDENT}{line}" for line in statement.sql.splitlines())
        said = [statement.error] if statement.error else [_row(row) for row in statement.rows]
        yield from (f"{_INDENT}→ {line}" for line in said)


def _row(row: tuple[Any, ...]) -> str:
    return " | ".join("NULL" if value is None else str(value) for value in row)


def _step_as_json(step: ReplayedStep) -> dict[str, Any]:
    return {
        "number": step.step.number,
        "action": step.step.action,
        "sentence": step.step.sentence,
        "differs": step.differs,
        "statements": [_statement_as_json(each) for each in step.statements],
        "before": [_table_as_json(rows) for rows in step.before],
        "after": [_table_as_json(rows) for rows in step.after],
    }


def _statement_as_json(statement: Statement) -> dict[str, Any]:
    rows = [[value if value is None else str(value) for value in row] for row in statement.rows]
    return {"sql": statement.sql, "rows": rows, "error": statement.error}


def _table_as_json(rows: Rows) -> dict[str, Any]:
    return {"table": rows.table, "columns": rows.columns, "rows": rows.rows}
