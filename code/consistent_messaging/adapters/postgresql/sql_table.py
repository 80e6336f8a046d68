"""What all stores on PostgreSQL have: a connection, a codec, and a table of their own."""

import re
from collections.abc import Sequence
from typing import Any, Protocol

from consistent_messaging.adapters.json_codec import JsonCodec

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
# What `pg_get_keywords()` lists as reserved: a table of such a name would need quotes everywhere.
_RESERVED = (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast",
    "check collate collation column concurrently constraint create cross current_catalog",
    "current_date current_role current_schema current_time current_timestamp current_user",
    "default deferrable desc distinct do else end except false fetch for foreign freeze from",
    "full grant group having ilike in initially inner intersect into is isnull join lateral",
    "leading left like limit localtime localtimestamp natural not notnull null offset on only",
    "or order outer overlaps placing primary references returning right select session_user",
    "similar some symmetric system_user table tablesample then to trailing true union unique",
    "user using variadic verbose when where window with",
)
TABLES_LOCK = 0x7461626C65  # any number, the same for all who make tables


class Rows(Protocol):
    """What a statement has returned."""

    def fetchone(self) -> Sequence[Any] | None:
        """Return the next row, or None."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return the rows that are left."""


class Connection(Protocol):
    """Runs one statement as a transaction: psycopg's, in autocommit mode, or one like it."""

    def execute(self, query: Any, params: Sequence[Any] = ()) -> Rows:
        """Run a statement with `%s` where the parameters belong."""


class SqlTable:
    """A table of PostgreSQL. `columns` is its definition, as in `CREATE TABLE`."""

    default_name: str
    columns: str

    def __init__(self, connection: Connection, codec: JsonCodec, table: str = "") -> None:
        self.table = table or self.default_name
        if not _NAME.fullmatch(self.table):
            raise ValueError(f"A table is named in small letters, digits and _, not {table!r}.")
        if self.table in " ".join(_RESERVED).split():
            raise ValueError(
                f"{self.table!r} is a word of SQL, so no table can have this name. Take another, "
                f"such as {self.table + 's'!r} or {'the_' + self.table!r}."
            )
        self._connection, self._codec = connection, codec

    def create_table(self) -> None:
        """Make the table, unless it is there. Several may do so at once: they wait for each other.

        Without the lock, `IF NOT EXISTS` fails for one of two that both find nothing.
        """
        definitions = "; ".join(self._definitions())
        self._execute(
            f"DO $$BEGIN PERFORM pg_advisory_xact_lock({TABLES_LOCK}); {definitions}; END$$"
        )

    def clear(self) -> None:
        """Remove all rows."""
        self._execute(f"DELETE FROM {self.table}")

    def _definitions(self) -> list[str]:
        """Return the statements that make the table, and what else belongs to it."""
        return [f"CREATE TABLE IF NOT EXISTS {self.table} ({self.columns})"]

    def _execute(self, statement: str, *parameters: Any) -> Rows:
        return self._connection.execute(statement, parameters)

    def _one(self, statement: str, *parameters: Any) -> Sequence[Any] | None:
        return self._execute(statement, *parameters).fetchone()

    def _all(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        return self._execute(statement, *parameters).fetchall()
