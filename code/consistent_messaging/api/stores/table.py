"""Rows and transactions, as a relational database offers them.

A transaction writes several rows, all or none. It is refused if a row that it was decided on has
changed: that is the row's version. In a table that is *serializable*, everything that was read
since the last commit is compared. So is every row that has appeared since under a prefix that was
searched. In one that is *read committed*, only what a commit names as `unchanged`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from consistent_messaging.api.errors import ConcurrencyError, UniqueViolation
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.stores.store_protocol import Versioned, about_many, reads

Isolation = Literal["serializable", "read committed"]


@dataclass(frozen=True)
class TableRow:
    """A row as it was read: its key, its value, a dict of your own, and its version."""

    key: str
    """The key of the row."""

    value: dict[str, Any]
    """The columns by name, a dict of your own."""

    version: str
    """The version of the row, for `unchanged`."""


@dataclass(frozen=True)
class Seen:
    """The rows that a read has seen, by their versions: of one key, or of all with a prefix."""

    beginning: str
    is_key: bool
    versions: tuple[tuple[str, str], ...]

    def covers(self, key: str) -> bool:
        """True if the read would have seen a row with this key."""
        return key == self.beginning if self.is_key else key.startswith(self.beginning)


class StoredRow(NamedTuple):
    """What is kept under a key: the frozen value, and the version of the row."""

    value: Hashable
    version: str


class Table(Versioned):
    """Rows by key. A commit writes several rows, all or none, if nothing has changed meanwhile."""

    def __init__(self, *, isolation: Isolation = "serializable") -> None:
        super().__init__()
        self.records: dict[str, StoredRow] = {}
        if isolation not in get_args(Isolation):
            raise ValueError(f"isolation is {' or '.join(map(repr, get_args(Isolation)))}.")
        self.isolation = isolation

    @reads
    def get(self, key: str) -> TableRow | None:
        """Return the row with this key, or None."""
        return self._row(key) if key in self.records else None

    @reads
    @about_many
    def find(self, prefix: str = "") -> list[TableRow]:
        """Return the rows whose keys begin with this, sorted by key."""
        return [self._row(key) for key in sorted(self.records) if key.startswith(prefix)]

    def insert(self, key: str, value: Mapping[str, Any]) -> str:
        """Write a row that is not there yet, in a transaction of its own; return its version.

        Raises `UniqueViolation` if there is a row with this key.
        """
        self._refuse_existing((key,))
        version = self._new_version()
        self.records[key] = StoredRow(freeze(dict(value)), version)
        return version

    @about_many
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
        for seen in all_seen(unchanged):
            self._refuse_changed(seen)
        self._refuse_existing(inserts or {})
        version = self._new_version()
        for key, value in written.items():
            self.records[key] = StoredRow(freeze(dict(value)), version)
        for key in removed:
            self.records.pop(key, None)
        return version

    def _row(self, key: str) -> TableRow:
        value, version = self.records[key]
        return TableRow(key, thaw(value), version)

    def _refuse_existing(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key in self.records:
                raise UniqueViolation(f"{key} exists already.")

    def _refuse_changed(self, seen: Seen) -> None:
        if seen.is_key:
            now = {
                key: self.records[key].version for key in (seen.beginning,) if key in self.records
            }
        else:
            now = {key: row.version for key, row in self.records.items() if seen.covers(key)}
        refuse_changed(seen, now)

    def _versions_kept(self) -> Iterator[str]:
        return (row.version for row in self.records.values())


class TableSession:
    """What a handler gets for a table. It remembers what was read since the last commit.

    Of a table that is serializable, a commit has all of that compared.
    """

    def __init__(self, table: Table, *, isolation: Isolation = "serializable") -> None:
        self._table, self._notes_reads = table, isolation == "serializable"
        self.begin()

    def begin(self) -> None:
        """Forget what was read: a transaction begins."""
        self._seen: list[Seen] = []

    def get(self, key: str) -> TableRow | None:
        """Return the row with this key, or None."""
        row = self._table.get(key)
        self._note(Seen(key, True, _versions([row] if row else [])))
        return row

    def find(self, prefix: str = "") -> list[TableRow]:
        """Return the rows whose keys begin with this, sorted by key."""
        rows = self._table.find(prefix)
        self._note(Seen(prefix, False, _versions(rows)))
        return rows

    def insert(self, key: str, value: Mapping[str, Any]) -> str:
        """Write a row that is not there yet, in a transaction of its own; return its version."""
        version = self._table.insert(key, value)
        self._seen = [_with(seen, key, version) for seen in self._seen]
        return version

    def commit(
        self,
        puts: Mapping[str, Mapping[str, Any]] | None = None,
        deletes: Iterable[str] = (),
        *,
        inserts: Mapping[str, Mapping[str, Any]] | None = None,
        unchanged: Iterable[TableRow | Seen] = (),
    ) -> str:
        """Write the rows of `puts` and `inserts`, remove `deletes`, all or nothing."""
        _written(puts or {}, inserts or {})
        more: dict[str, Any] = {"inserts": dict(inserts)} if inserts else {}
        compared, self._seen = [*all_seen(unchanged), *self._seen], []
        more |= {"unchanged": compared} if compared else {}
        return self._table.commit(dict(puts or {}), list(_removed(deletes)), **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def _note(self, seen: Seen) -> None:
        if self._notes_reads and seen not in self._seen:
            self._seen.append(seen)


def changed_rows(
    puts: Mapping[str, Mapping[str, Any]],
    deletes: Iterable[str],
    inserts: Mapping[str, Mapping[str, Any]],
) -> tuple[dict[str, Mapping[str, Any]], Iterable[str]]:
    """Return what a commit is to write and to remove; raises if it was asked for something else."""
    written, removed = _written(puts, inserts), _removed(deletes)
    twice = [key for key in removed if key in written]
    if twice:
        raise ValueError(f"commit is to write {twice[0]} and to remove it.")
    return written, removed


def all_seen(unchanged: Iterable[TableRow | Seen]) -> list[Seen]:
    """Return what a commit has to compare; `TypeError` if it is something else."""
    return [_as_seen(compared) for compared in _listed(unchanged)]


def refuse_changed(seen: Seen, now: Mapping[str, str]) -> None:
    """Raise `ConcurrencyError` if the versions by key are no longer those that were seen."""
    before = dict(seen.versions)
    for key in sorted({*before, *now}):
        if key not in before:
            raise ConcurrencyError(f"{key} is new since it was looked for.")
        if before[key] != now.get(key):
            raise ConcurrencyError(f"{key} has changed since it was read.")


def _written(
    puts: Mapping[str, Mapping[str, Any]], inserts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    for name, rows in (("puts", puts), ("inserts", inserts)):
        if not isinstance(rows, Mapping) or not all(isinstance(v, Mapping) for v in rows.values()):
            raise TypeError(f"commit takes {name} as a dict of dicts by key, not {rows!r}")
    return {**puts, **inserts}


def _removed(deletes: Iterable[str]) -> Iterable[str]:
    if isinstance(deletes, str):
        raise TypeError(f"commit takes deletes as a list of keys, not the text {deletes!r}")
    return tuple(deletes)


def _listed(unchanged: Iterable[TableRow | Seen]) -> Iterable[TableRow | Seen]:
    if isinstance(unchanged, TableRow):
        raise TypeError("commit takes unchanged as a list of rows, not one row")
    return unchanged


def _as_seen(compared: TableRow | Seen) -> Seen:
    if isinstance(compared, Seen):
        return compared
    if isinstance(compared, TableRow):
        return Seen(compared.key, True, ((compared.key, compared.version),))
    raise TypeError(
        f"unchanged takes rows that get or find has returned, not {compared!r}. A row that is not "
        "there yet is written with inserts, which refuse one that is."
    )


def _versions(rows: Iterable[TableRow]) -> tuple[tuple[str, str], ...]:
    return tuple((row.key, row.version) for row in rows)


def _with(seen: Seen, key: str, version: str) -> Seen:
    """Return what a read would have seen, had a row of one's own been there already."""
    if not seen.covers(key):
        return seen
    return Seen(
        seen.beginning, seen.is_key, tuple(sorted({**dict(seen.versions), key: version}.items()))
    )
