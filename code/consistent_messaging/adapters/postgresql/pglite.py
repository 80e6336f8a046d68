"""A connection to a PostgreSQL that answers texts with texts: PGlite, in the worker of a page.

It is like psycopg's in autocommit mode, as far as the stores use that.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from consistent_messaging.adapters.postgresql.sqlstates import meant_by, told

# What PostgreSQL calls the types of columns and parameters, by their numbers in `pg_type`.
_BOOL, _INT8, _INT2, _INT4, _FLOAT8, _NUMERIC = 16, 20, 21, 23, 701, 1700
_UNTYPED = 0  # a text: what it stands for follows from where it stands
_READ: dict[int, Callable[[str], Any]] = {
    _BOOL: lambda text: text == "t",
    _INT2: int,
    _INT4: int,
    _INT8: int,
    700: float,  # real
    _FLOAT8: float,
    _NUMERIC: Decimal,
    114: json.loads,  # json
    3802: json.loads,  # jsonb
    1114: datetime.fromisoformat,  # timestamp
    1184: datetime.fromisoformat,  # timestamp with time zone
}
_PLACE = re.compile(r"%(.?)", re.DOTALL)


class DatabaseError(Exception):
    """A statement is wrong, or the database lacks something; `sqlstate` is the code for why."""

    def __init__(self, message: str, sqlstate: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate


class PgliteRows:
    """The rows of a statement, as values of Python."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows: Iterator[tuple[Any, ...]] = iter(rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows that are left."""
        return list(self._rows)


class PgliteConnection:
    """Runs statements one at a time, each a transaction.

    `ask` takes JSON with `statement`, which has `$1`, `$2`, … where the parameters belong, and
    `parameters`: of each its text or null, and the number of its type. It returns JSON with
    `types`, the number of each column's type, and `rows` of texts; or with an `error`, its
    `message` and its `code`.
    """

    def __init__(self, ask: Callable[[str], str]) -> None:
        self._ask = ask

    def execute(self, query: Any, params: Sequence[Any] = ()) -> PgliteRows:
        """Run a statement with `%s` where the parameters belong.

        Where PostgreSQL refuses it, raises what `PostgresqlConnection` does, and `DatabaseError`
        for what no handler can decide by. `ValueError` if places and parameters do not fit, and
        `TypeError` for a parameter of a kind that no store writes.
        """
        statement = numbered(str(query), len(params))
        written = [{"type": kind, "text": text} for kind, text in map(_written, params)]
        question = {"statement": statement, "parameters": written}
        answer = json.loads(self._ask(json.dumps(question)))
        if "error" in answer:
            raise _error(**answer["error"])
        readers = [_READ.get(kind, str) for kind in answer["types"]]
        return PgliteRows([_read(row, readers) for row in answer["rows"]])


def numbered(query: str, count: int) -> str:
    """Return the query with `$1`, `$2`, … for each `%s`; `%%` stands for a `%`."""
    found = 0

    def place(match: re.Match[str]) -> str:
        nonlocal found
        if match[1] == "%":
            return "%"
        if match[1] != "s":
            raise ValueError(f"Write %s for a parameter, and %% for a per cent sign: {query}")
        found += 1
        return f"${found}"

    statement = _PLACE.sub(place, query)
    if found != count:
        raise ValueError(f"There are {count} parameters for {found} places: {query}")
    return statement


def _error(message: str, code: str) -> Exception:
    kind = meant_by(code)
    return kind(told(message, kind)) if kind else DatabaseError(message, code)


def _written(value: Any) -> tuple[int, str | None]:
    """Return a parameter as the number of its type and its text, as psycopg sends it."""
    if value is None:
        return _UNTYPED, None
    if isinstance(value, str):
        return _UNTYPED, value
    if isinstance(value, bool):
        return _BOOL, "t" if value else "f"
    if isinstance(value, int):
        return _integer_type(value), str(value)
    if isinstance(value, float):
        return _FLOAT8, repr(value)
    raise TypeError(f"A parameter is a text, a number, a bool or None, not {value!r}.")


def _integer_type(value: int) -> int:
    """The smallest type that holds it, which PostgreSQL takes for any larger one."""
    for bits, kind in ((15, _INT2), (31, _INT4), (63, _INT8)):
        if -(2**bits) <= value < 2**bits:
            return kind
    return _NUMERIC


def _read(row: Sequence[str | None], readers: Sequence[Callable[[str], Any]]) -> tuple[Any, ...]:
    pairs = zip(row, readers, strict=True)
    return tuple(None if text is None else read(text) for text, read in pairs)
