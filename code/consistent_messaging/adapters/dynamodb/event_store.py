"""Streams on DynamoDB: an item for each event, with its number in the stream as the sort key."""

from collections.abc import Iterable, Iterator, Sequence

from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, Item, key_of, text
from consistent_messaging.adapters.dynamodb.errors import translated
from consistent_messaging.api.errors import ConcurrencyError, DocumentTooLarge
from consistent_messaging.api.stores import StoredEvent, Stream
from consistent_messaging.api.stores.event_store import listed_events

MOST_ACTIONS = 100
"""How many actions DynamoDB takes in one transaction."""


class EventStore(DynamoDBTable):
    """Reads a stream, and appends to it if nobody else has appended since.

    An append is one transaction. A query is not: it can see half of an append that is just being
    written. So each item has the version after its append, and a read leaves out what isn't whole.
    """

    default_name = "events"
    sort_key = "version"

    @property
    def records(self) -> dict[str, Stream]:
        """All streams by name, as the simulated store keeps them."""
        return {name: self.read(name) for name in {item["pk"]["S"] for item in self._scan()}}

    def read(self, stream: str) -> Stream:
        """Return the stream; one that nobody has written to is empty and at version 0."""
        items: list[Item] = []
        with translated(stream):
            pages = self._client.get_paginator("query").paginate(
                TableName=self.table,
                KeyConditionExpression="pk = :stream",
                ExpressionAttributeValues={":stream": key_of(stream)["pk"]},
                ConsistentRead=self._consistent,
            )
            for page in pages:
                items += page["Items"]
        events = tuple(
            StoredEvent(self._codec.decode(item["body"]["S"]), item["caused_by"]["S"])
            for item in _whole_appends(items)
        )
        return Stream(events, len(events))

    def append(self, stream: str, events: Iterable[StoredEvent], *, expected_version: int) -> int:
        """Append all of the events or none, and return the new version.

        Raises `ConcurrencyError` if the stream is no longer at `expected_version`, and
        `DocumentTooLarge` for more than 99 events, or an event of more than 400 KB.
        """
        new = listed_events(events)
        if not new or expected_version < 0:
            return self._compared(stream, expected_version)
        actions = self._puts(stream, new, expected_version)
        if expected_version > 0:
            actions.append(self._check(stream, expected_version))
        if len(actions) > MOST_ACTIONS:
            raise DocumentTooLarge(f"{stream}: an append has at most {MOST_ACTIONS - 1} events.")
        with translated(stream):
            self._client.transact_write_items(TransactItems=actions)
        return expected_version + len(new)

    def _puts(self, stream: str, new: Sequence[StoredEvent], expected_version: int) -> list[Item]:
        """Return a put for each event: nobody may have written one with its number."""
        return [
            {
                "Put": {
                    "TableName": self.table,
                    "Item": key_of(stream)
                    | {
                        "version": {"N": str(version)},
                        "append_ends": {"N": str(expected_version + len(new))},
                        "body": text(self._codec.encode(event.body)),
                        "caused_by": text(event.caused_by),
                    },
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            }
            for version, event in enumerate(new, expected_version + 1)
        ]

    def _check(self, stream: str, expected_version: int) -> Item:
        """Return the check that the event before them is there: a stream has no gaps."""
        return {
            "ConditionCheck": {
                "TableName": self.table,
                "Key": key_of(stream) | {"version": {"N": str(expected_version)}},
                "ConditionExpression": "attribute_exists(pk)",
            }
        }

    def _compared(self, stream: str, expected_version: int) -> int:
        """Return the version, if it is the one that is expected."""
        version = self.read(stream).version
        if version != expected_version:
            raise ConcurrencyError(f"{stream} is at version {version}, not at {expected_version}.")
        return version


def _whole_appends(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items up to the first append of which one is missing."""
    append: list[Item] = []
    for number, item in enumerate(items, 1):
        if item["version"]["N"] != str(number):
            return
        append.append(item)
        if item["append_ends"] == item["version"]:
            yield from append
            append = []
