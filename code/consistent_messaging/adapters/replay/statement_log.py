"""A connection that writes down what runs on it, for whoever wants to see the SQL of a step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from consistent_messaging.adapters.postgresql.sql_table import Connection, Rows
from consistent_messaging.adapters.replay.replayed import Statement


@dataclass
class _Noted:
    """A statement while its rows are still being fetched."""

    query: str
    parameters: tuple[Any, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    error: str = ""

    def row(self, row: Sequence[Any] | None) -> Sequence[Any] | None:
        """Take note of a row that is fetched, and hand it on."""
        self.rows += [] if row is None else [tuple(row)]
        return row


class _NotedRows:
    """Hands on the rows of a statement, and writes down those that somebody fetches."""

    def __init__(self, rows: Rows, noted: _Noted) -> None:
        self._rows, self._noted = rows, noted

    def fetchone(self) -> Sequence[Any] | None:
        """Return the next row, or None."""
        return self._noted.row(self._rows.fetchone())

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return the rows that are left."""
        rows = self._rows.fetchall()
        for row in rows:
            self._noted.row(row)
        return rows


class StatementLog:
    """Runs statements on a connection and writes them down, refused ones too."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: list[_Noted] = []

    def execute(self, query: Any, params: Sequence[Any] = ()) -> Rows:
        """Run a statement with `%s` where the parameters belong."""
        noted = _Noted(str(query), tuple(params))
        self._noted.append(noted)
        try:
            return _NotedRows(self._connection.execute(query, params), noted)
        except Exception as error:
            noted.error = str(error)
            raise

    def taken(self) -> tuple[Statement, ...]:
        """Return what has run since the last time."""
        noted, self._noted = self._noted, []
        return tuple(Statement(n.query, n.parameters, tuple(n.rows), n.error) for n in noted)
