"""Streams on PostgreSQL: a row for each event, with its number in the stream as the key."""

import json
from collections.abc import Iterable

from consistent_messaging.adapters.postgresql.sql_table import SqlTable
from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.api.stores import StoredEvent, Stream
from consistent_messaging.api.stores.event_store import listed_events


class EventStore(SqlTable):
    """Reads a stream, and appends to it if nobody else has appended since.

    Of two that append at the same time, the primary key lets one through: whoever gets the number
    of the first event gets all of them, and the other gets none.
    """

    default_name = "events"
    columns = (
        "stream text, version int, body jsonb NOT NULL, caused_by text NOT NULL, "
        "PRIMARY KEY (stream, version)"
    )

    @property
    def records(self) -> dict[str, Stream]:
        """All streams by name, as the simulated store keeps them."""
        names = self._all(f"SELECT DISTINCT stream FROM {self.table}")
        return {name: self.read(name) for (name,) in names}

    def read(self, stream: str) -> Stream:
        """Return the stream; one that nobody has written to is empty and at version 0."""
        rows = self._all(
            f"SELECT body::text, caused_by FROM {self.table} WHERE stream = %s ORDER BY version",
            stream,
        )
        events = tuple(StoredEvent(self._codec.decode(body), cause) for body, cause in rows)
        return Stream(events, len(events))

    def append(self, stream: str, events: Iterable[StoredEvent], *, expected_version: int) -> int:
        """Append all of the events or none, and return the new version.

        Raises `ConcurrencyError` if the stream is no longer at `expected_version`.
        """
        new = listed_events(events)
        rows = [
            {"body": json.loads(self._codec.encode(event.body)), "caused_by": event.caused_by}
            for event in new
        ]
        written = self._one(
            "WITH now AS (SELECT coalesce(max(version), 0) AS version "
            f"FROM {self.table} WHERE stream = %s), "
            "new AS (SELECT now.version + row.number AS version, row.number, "
            "row.value -> 'body' AS body, row.value ->> 'caused_by' AS caused_by "
            "FROM now, jsonb_array_elements(%s) WITH ORDINALITY AS row (value, number) "
            "WHERE now.version = %s), "
            f"first AS (INSERT INTO {self.table} SELECT %s, version, body, caused_by FROM new "
            "WHERE number = 1 ON CONFLICT DO NOTHING RETURNING stream), "
            f"others AS (INSERT INTO {self.table} "
            "SELECT first.stream, new.version, new.body, new.caused_by "
            "FROM first, new WHERE new.number > 1) "
            "SELECT (SELECT version FROM now), (SELECT count(*) FROM first)",
            stream,
            json.dumps(rows),
            expected_version,
            stream,
        )
        assert written is not None  # a SELECT without FROM has one row
        now, firsts = written
        if now != expected_version:
            raise ConcurrencyError(
                f"{stream} is at version {now}, not at {expected_version}. Nothing was appended."
            )
        if new and not firsts:
            raise ConcurrencyError(
                f"Somebody else has appended to {stream} at the same time. Nothing was appended."
            )
        return int(now) + len(new)
