"""Bookkeeping in a document: allowed for a while, a leak for ever."""

from collections.abc import Mapping
from typing import Any

import pytest
from consistent_messaging import BlobStore, MessageContext
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.api.spec import Lesson
from consistent_messaging.checks import InconsistentError, assert_bookkeeping_does_not_grow
from consistent_messaging.scenario import Scenario


class Counter:
    """Counts messages in a document, and remembers the last of them, or all."""

    remembers_all = False

    def __init__(self, blobs: BlobStore) -> None:
        self.blobs = blobs

    def handle(self, message: str, context: MessageContext) -> None:
        blob = self.blobs.get("count")
        document = blob.document if blob else {"count": 0, "seen": []}
        if context.message_id not in document["seen"]:
            document["count"] += 1
            before = document["seen"] if self.remembers_all else []
            document["seen"] = [*before, context.message_id]
            self.blobs.put("count", document, if_match=blob.etag if blob else None)


class Hoarder(Counter):
    remembers_all = True


def counting(handler: type[Counter]) -> Scenario:
    def count_in(records: Mapping[str, Mapping[str, Any]]) -> int:
        blob = records["blobs"].get("count")
        return int(thaw(blob[0])["count"]) if blob else 0

    lesson = Lesson("the count", 0, lambda count, _: (count + 1, []), count_in)
    return Scenario(handler, {"blobs": BlobStore()}, dict.fromkeys("ABCDE", "one more"), lesson)


def test_a_document_that_remembers_one_message_does_not_grow() -> None:
    assert_bookkeeping_does_not_grow(counting(Counter), ("A", "B"), tuple("ABCDE"))


def test_a_document_that_remembers_every_message_is_a_leak() -> None:
    with pytest.raises(
        InconsistentError,
        match=r"Leak: in the seen of count are 2 entries after 2 messages, 5 after 5: A, B",
    ):
        assert_bookkeeping_does_not_grow(counting(Hoarder), ("A", "B"), tuple("ABCDE"))
