"""Bookkeeping that never goes away: what is still kept at rest, beyond what a run leaves anyway.

What is left when the messages are handled one after the other, without a fault, is the measure.
Nothing more may be left, however they come, unless the lesson's policy allows garbage after a
fault: records that a failed attempt leaves, and that somebody can find and remove later. Nobody
finds what it leaves inside of a document; "none in documents" allows the one and not the other.
"""

from collections.abc import Mapping
from typing import Any, Literal

from consistent_messaging.api.frozen_values import freeze, size_bytes
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.model.store_records import is_document
from consistent_messaging.text.format import counted

Policy = Literal["any", "none", "none in documents", "none without faults"]
Kept = dict[str, tuple[int, int]]


def kept(records: Mapping[str, Mapping[str, Any]], state: Any) -> Kept:
    """Return how many records each store keeps, and in how many bytes; the state does not count."""
    own = size_bytes(freeze(state))
    found = {}
    for store, by_key in records.items():
        size = sum(size_bytes(_content(value)) for value in by_key.values())
        found[store] = (len(by_key), max(0, size - own) if _holds_state(by_key) else 0)
    return found


def in_documents(records: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what the stores keep that hold documents, and not records of the other stores."""
    return {store: by_key for store, by_key in records.items() if _holds_state(by_key)}


def most(one: Kept, other: Kept) -> Kept:
    """Return, store by store, the larger of the two."""
    return {
        store: (
            max(one.get(store, (0, 0))[0], other.get(store, (0, 0))[0]),
            max(one.get(store, (0, 0))[1], other.get(store, (0, 0))[1]),
        )
        for store in one.keys() | other.keys()
    }


def leak(found: Kept, usual: Kept) -> Violation | None:
    """Return what is kept beyond the usual."""
    usually = "than when the messages come one after the other"
    for store in sorted(found):
        (records, size), (usual_records, usual_size) = found[store], usual.get(store, (0, 0))
        if records > usual_records:
            more = counted(records - usual_records, "record")
            return Violation("leak", f"{store} keeps {more} more {usually}")
        if size > usual_size:
            return Violation("leak", f"{store} keeps {size - usual_size} bytes more {usually}")
    return None


def _content(record: Any) -> Any:
    return record[0] if is_document(record) else record


def _holds_state(by_key: Mapping[str, Any]) -> bool:
    return any(is_document(record) for record in by_key.values())
