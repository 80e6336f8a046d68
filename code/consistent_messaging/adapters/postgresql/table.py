"""Rows and transactions on PostgreSQL: what a commit rests on is compared where it is written.

The transaction is serializable. So a row that appears between the comparison and the commit, where
a search had found none, makes PostgreSQL refuse one of the two.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, get_args

from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.postgresql.sql_table import Connection, SqlTable
from consistent_messaging.api.errors import UniqueViolation
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.stores import Seen, StoredRow, TableRow
from consistent_messaging.api.stores.table import (
    Isolation,
    all_seen,
    changed_rows,
    refuse_changed,
)


class Table(SqlTable):
    """Rows by key. A commit writes several rows, all or none, if nothing has changed meanwhile.

    `TableSession(table)` is what a handler gets: it has all compared that was read. Needs a
    connection whose errors are the library's, as those of `connect` are.
    """

    default_name = "rows_by_key"
    columns = "key text PRIMARY KEY, value jsonb NOT NULL, version bigint NOT NULL"

    def __init__(
        self,
        connection: Connection,
        codec: JsonCodec,
        table: str = "",
        *,
        isolation: Isolation = "serializable",
    ) -> None:
        super().__init__(connection, codec, table)
        if isolation not in get_args(Isolation):
            raise ValueError(f"isolation is {' or '.join(map(repr, get_args(Isolation)))}.")
        self.isolation = isolation

    def _definitions(self) -> list[str]:
        return [*super()._definitions(), f"CREATE SEQUENCE IF NOT EXISTS {self.table}_version"]

    @property
    def records(self) -> dict[str, StoredRow]:
        """All rows by key, as the simulated table keeps them."""
        return {row.key: StoredRow(freeze(row.value), row.version) for row in self.find()}

    def get(self, key: str) -> TableRow | None:
        """Return the row with this key, or None."""
        row = self._one(f"SELECT key, value::text, version FROM {self.table} WHERE key = %s", key)
        return self._row(row) if row else None

    def find(self, prefix: str = "") -> list[TableRow]:
        """Return the rows whose keys begin with this, sorted by key."""
        rows = self._all(
            f"SELECT key, value::text, version FROM {self.table} "
            'WHERE starts_with(key, %s) ORDER BY key COLLATE "C"',
            prefix,
        )
        return [self._row(row) for row in rows]

    def insert(self, key: str, value: Mapping[str, Any]) -> str:
        """Write a row that is not there yet, in a transaction of its own; return its version.

        Raises `UniqueViolation` if there is a row with this key.
        """
        text = self._codec.encode(dict(value))
        with self._transaction():
            version = self._new_version()
            self._insert(key, text, version)
        return version

    def commit(
        self,
        puts: Mapping[str, Mapping[str, Any]] | None = None,
        deletes: Iterable[str] = (),
        *,
        inserts: Mapping[str, Mapping[str, Any]] | None = None,
        unchanged: Iterable[TableRow | Seen] = (),
    ) -> str:
        """Write the rows of `puts` and `inserts`, remove `deletes`, all or nothing.

        Raises `ConcurrencyError` if a row of `unchanged` is no longer as it was read. Raises
        `UniqueViolation` if a row to insert exists already. Returns the version that all
        rows have that were written.
        """
        written, removed = changed_rows(puts or {}, deletes, inserts or {})
        compared = all_seen(unchanged)
        with self._transaction():
            for seen in compared:
                refuse_changed(seen, self._versions_now(seen))
            version = self._new_version()
            for key, value in written.items():
                text = self._codec.encode(dict(value))
                (self._insert if key in (inserts or {}) else self._put)(key, text, version)
            for key in removed:
                self._execute(f"DELETE FROM {self.table} WHERE key = %s", key)
        return version

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        try:
            yield
        except BaseException:
            with suppress(Exception):  # what is raised says why; a lost connection has undone it
                self._execute("ROLLBACK")
            raise
        self._execute("COMMIT")

    def _row(self, row: Any) -> TableRow:
        key, value, version = row
        return TableRow(key, self._codec.decode(value), str(version))

    def _versions_now(self, seen: Seen) -> dict[str, str]:
        condition = "key = %s" if seen.is_key else "starts_with(key, %s)"
        statement = f"SELECT key, version FROM {self.table} WHERE {condition}"
        return {key: str(version) for key, version in self._all(statement, seen.beginning)}

    def _new_version(self) -> str:
        row = self._one(f"SELECT nextval('{self.table}_version')")
        assert row is not None  # a SELECT without FROM has one row
        return str(row[0])

    def _insert(self, key: str, text: str, version: str) -> None:
        statement = (
            f"INSERT INTO {self.table} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING key"
        )
        if self._one(statement, key, text, version) is None:
            raise UniqueViolation(f"{key} exists already.")

    def _put(self, key: str, text: str, version: str) -> None:
        self._execute(
            f"INSERT INTO {self.table} VALUES (%s, %s, %s) ON CONFLICT (key) "
            "DO UPDATE SET value = excluded.value, version = excluded.version",
            key,
            text,
            version,
        )
