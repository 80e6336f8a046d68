"""Two documents for one message: the original, and an aggregate of all that came.

reported: lost, 0 faults
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import BlobStore, ConcurrencyError
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, REJECTED, Scope
from consistent_messaging.scenario import Lesson, Scenario

AGGREGATE = "aggregate/donor-7"


@dataclass(frozen=True)
class Contribute:
    """A command: this file belongs to the donor."""

    file: str


class Index:
    """Writes each of the two documents under a condition of its own."""

    def __init__(self, blobs):
        self.blobs = blobs

    def is_current(self, message):
        return self.blobs.get(f"original/{message.file}") is not None

    def write_original(self, message):
        try:
            self.blobs.put(f"original/{message.file}", {"file": message.file}, if_none_match="*")
        except ConcurrencyError:
            return  # another attempt has done it

    def add_to_the_aggregate(self, message):
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
    def handle(self, message, context):
        if not self.is_current(message):
            self.write_original(message)
            self.add_to_the_aggregate(message)


class AggregateFirst(Index):
    def handle(self, message, context):
        if not self.is_current(message):
            self.add_to_the_aggregate(message)
            self.write_original(message)


def contribute(files, message):
    return tuple(sorted({*files, message.file})), []


def files_in(records):
    if AGGREGATE not in records["blobs"]:
        return ()
    return dict(records["blobs"][AGGREGATE].document.items)["files"].items


messages = {"A": Contribute("apple.csv"), "B": Contribute("bread.csv")}
lesson = Lesson("the aggregate", (), contribute, files_in)
reported = Scenario(OriginalFirst, {"blobs": BlobStore()}, messages, lesson)
repaired = Scenario(AggregateFirst, {"blobs": BlobStore()}, messages, lesson)
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, REJECTED, DUPLICATE), most_faults=2)
