"""Two documents for one message: the original, and an aggregate of all that came.

DataBiosphere/azul #491

Anomaly: lost
That the original is current was taken to mean that all is done. It is written first; if the write
of the aggregate fails, the next attempt finds the original, and does nothing. The fix writes the
aggregate first, so that a current original says that both are.
"""

from dataclasses import dataclass

from consistent_messaging import BlobStore, ConcurrencyError, MessageContext
from consistent_messaging.api.spec import Records
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
    Scope,
)
from consistent_messaging.scenario import Lesson, Scenario

AGGREGATE = "aggregate/donor-7"


@dataclass(frozen=True)
class Contribute:
    """A command: this file belongs to the donor."""

    file: str


class Index:
    """The two documents, each written under a condition of its own."""

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def is_current(self, message: Contribute) -> bool:
        """Return True if the original is written."""
        return self.blobs.get(f"original/{message.file}") is not None

    def write_original(self, message: Contribute) -> None:
        """Write the original, unless another attempt has done so."""
        try:
            self.blobs.put(f"original/{message.file}", {"file": message.file}, if_none_match="*")
        except ConcurrencyError:
            return

    def add_to_the_aggregate(self, message: Contribute) -> None:
        """Add the file to the aggregate, once only."""
        blob = self.blobs.get(AGGREGATE)
        files = blob.document["files"] if blob else []
        if message.file in files:
            return
        document = {"files": sorted([*files, message.file])}
        if blob:
            self.blobs.put(AGGREGATE, document, if_match=blob.etag)
        else:
            self.blobs.put(AGGREGATE, document, if_none_match="*")


class OriginalFirst(Index):
    """Takes a current original for the end of the work."""

    def handle(self, message: Contribute, context: MessageContext) -> None:
        if not self.is_current(message):
            self.write_original(message)
            self.add_to_the_aggregate(message)


class AggregateFirst(Index):
    """Writes the original when the rest is done."""

    def handle(self, message: Contribute, context: MessageContext) -> None:
        if not self.is_current(message):
            self.add_to_the_aggregate(message)
            self.write_original(message)


def files_in(records: Records) -> tuple[str, ...]:
    """Return the files of the aggregate."""
    if AGGREGATE not in records["blobs"]:
        return ()
    files: tuple[str, ...] = dict(records["blobs"][AGGREGATE].document.items)["files"].items
    return files


def scenario(handler: type[Index]) -> Scenario:
    return Scenario(
        handler,
        {"blobs": BlobStore()},
        {"A": Contribute("apple.csv"), "B": Contribute("bread.csv")},
        Lesson(
            "the aggregate",
            (),
            lambda files, message: (tuple(sorted({*files, message.file})), []),
            files_in,
        ),
    )


designs = {"wrong": scenario(OriginalFirst), "right": scenario(AggregateFirst)}
scope = Scope(
    ("A", "B"),
    (CRASH, LOST_ANSWER, REJECTED, LOST_REQUEST, LOST_ACK, DUPLICATE, LEASE_EXPIRED),
    most_faults=2,
)
