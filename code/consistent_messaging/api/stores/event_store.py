"""A store of streams. A stream is a list of events that only ever grows."""

from collections.abc import Iterable
from dataclasses import dataclass

from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.api.stores.store_protocol import reads


@dataclass(frozen=True)
class StoredEvent:
    """An event as it is kept: what happened, and the id of the message that caused it."""

    body: object
    """What happened: the event itself."""

    caused_by: str
    """The id of the message that was the reason."""


@dataclass(frozen=True)
class Stream:
    """What was read: the events in the order in which they were appended, and their number."""

    events: tuple[StoredEvent, ...] = ()
    """The events, in the order in which they were appended."""

    version: int = 0
    """How many events there are, for `expected_version`."""


class EventStore:
    """Reads a stream, and appends to it if nobody else has appended since."""

    def __init__(self) -> None:
        self.records: dict[str, Stream] = {}

    @reads
    def read(self, stream: str) -> Stream:
        """Return the stream; one that nobody has written to is empty and at version 0."""
        return self.records.get(stream, Stream())

    def append(self, stream: str, events: Iterable[StoredEvent], *, expected_version: int) -> int:
        """Append all of the events or none, and return the new version.

        Raises `ConcurrencyError` if the stream is no longer at `expected_version`.
        """
        new, now = listed_events(events), self.read(stream)
        if now.version != expected_version:
            faster = ": somebody else has appended" if now.version > expected_version else ""
            raise ConcurrencyError(
                f"{stream} is at version {now.version}, not at {expected_version}{faster}. "
                "Nothing was appended."
            )
        if not new:
            return now.version
        self.records[stream] = Stream(now.events + new, now.version + len(new))
        return self.records[stream].version


def listed_events(events: Iterable[StoredEvent]) -> tuple[StoredEvent, ...]:
    """Return the events that `append` was given; `TypeError` if it was given something else."""
    if isinstance(events, StoredEvent):
        raise TypeError("append takes a list of StoredEvent, not one StoredEvent")
    listed = tuple(events)
    for event in listed:
        if not isinstance(event, StoredEvent):
            raise TypeError(f"append takes StoredEvent(body, caused_by), not {event!r}")
    return listed
