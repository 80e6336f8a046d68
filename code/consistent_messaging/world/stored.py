"""What the stores keep, as numbers, and what a call on one of them comes to."""

import copy
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.canonical import freeze, thaw
from consistent_messaging.errors import Throttled, TimeoutError
from consistent_messaging.replay import Answer, Call
from consistent_messaging.world.attempts import opaque_names
from consistent_messaging.world.interning import Interned

READS = {"get", "contains", "claimed_by", "exists", "read"}
YES_OR_NO = {"contains", "exists"}


@dataclass(frozen=True)
class Records:
    """What one store keeps, and for a weak one the keys that were once read and missed."""

    items: tuple[tuple[str, Hashable], ...]
    missed: frozenset[str] = frozenset()


class Stored:
    """All stores of a handler. A number stands for what every one of them keeps."""

    def __init__(
        self, stores: Mapping[str, Any], weak: frozenset[str], deduplication: frozenset[str]
    ) -> None:
        self._stores = dict(stores)
        self._places = {name: place for place, name in enumerate(stores)}
        self._weak, self._deduplication = weak, deduplication
        first = tuple(Records(_items(store.records)) for store in stores.values())
        self._states: Interned[tuple[Records, ...]] = Interned(first)
        self._names: dict[int, frozenset[str]] = {}

    def records(self, number: int) -> dict[str, dict[str, Any]]:
        """Return what every store keeps, by the store's name and by key."""
        state = self._states.values[number]
        return {name: dict(state[place].items) for name, place in self._places.items()}

    def names(self, number: int) -> frozenset[str]:
        """Return the fresh ids and etags that occur anywhere in the stores."""
        found = self._names.get(number)
        if found is None:
            kept = tuple((r.items, r.missed) for r in self._states.values[number])
            found = self._names[number] = opaque_names(kept)
        return found

    def carried_out(self, call: Call, number: int, held: frozenset[str]) -> tuple[Answer, int]:
        """Return the answer to a call and what the stores keep afterwards.

        `held` are the etags that live attempts know: a new etag is none of them.
        """
        place = self._places[call.port]
        records = self._states.values[number][place]
        store = copy.copy(self._stores[call.port])
        store.records = dict(records.items)
        if hasattr(store, "etags_given"):
            store.etags_given = set(held)
        arguments = [thaw(argument) for argument in call.arguments]
        keywords = {name: thaw(value) for name, value in call.keywords}
        try:
            value = freeze(getattr(store, call.operation)(*arguments, **keywords))
        except Exception as error:  # the handler gets to see it where the call stands
            return Answer(error=(type(error), str(error))), number
        missed = records.missed
        if call.port in self._weak and call.operation in READS and value in (None, False):
            missed |= {str(call.arguments[0])}
        return Answer(value), self._with(number, place, Records(_items(store.records), missed))

    def stale(self, call: Call, number: int) -> Answer | None:
        """Return the answer of a read that misses again what it missed before; None if it can't."""
        if call.port not in self._weak or call.operation not in READS:
            return None
        records, key = self._states.values[number][self._places[call.port]], str(call.arguments[0])
        if key not in records.missed or key not in dict(records.items):
            return None
        return Answer(False if call.operation in YES_OR_NO else None)

    def has(self, number: int, store: str, key: str) -> bool:
        """True if this store keeps a record under this key."""
        records = self._states.values[number][self._places[store]]
        return any(kept == key for kept, _ in records.items)

    def without(self, number: int, store: str, key: str) -> int:
        """Return what the stores keep once this record is removed."""
        place = self._places[store]
        records = self._states.values[number][place]
        kept = tuple(item for item in records.items if item[0] != key)
        return self._with(number, place, Records(kept, records.missed))

    def evictions(self, number: int) -> Iterator[tuple[str, str, int]]:
        """Yield every record that can be evicted: store, key, and what is kept without it."""
        for store in sorted(self._deduplication):
            for key, _ in self._states.values[number][self._places[store]].items:
                yield store, key, self.without(number, store, key)

    def _with(self, number: int, place: int, records: Records) -> int:
        before = self._states.values[number]
        if before[place] == records:
            return number
        return self._states.number((*before[:place], records, *before[place + 1 :]))


def rejected(call: Call) -> Answer:
    """Return the answer to a call that was not carried out."""
    return Answer(error=(Throttled, f"The store is busy. {call} was not carried out."))


def timed_out(call: Call) -> Answer:
    """Return the answer to a call that was carried out, when the answer is lost."""
    text = f"No answer came in time. {call} may have been carried out, or not."
    return Answer(error=(TimeoutError, text))


def _items(records: Mapping[str, Hashable]) -> tuple[tuple[str, Hashable], ...]:
    return tuple(sorted(records.items(), key=lambda item: item[0]))
