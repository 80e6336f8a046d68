"""What the stores keep, as numbers, and what a call on one of them comes to."""

import copy
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from consistent_messaging.api.errors import Throttled, TimeoutError
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.store_records import Consistency, Items, Records, check_consistency
from consistent_messaging.model.symbolic_ids import opaque_names

READS = {"get", "contains", "claimed_by", "exists", "read"}


class StoreStates:
    """All stores of a handler. A number stands for what every one of them keeps.

    That is a tuple of numbers, each for what one store keeps: a call leaves the others alone.
    """

    def __init__(
        self,
        stores: Mapping[str, Any],
        consistency: Mapping[str, Consistency],
        deduplication: frozenset[str],
    ) -> None:
        check_consistency(consistency, stores)
        self._stores = dict(stores)
        self._places = {name: place for place, name in enumerate(stores)}
        self._consistency: dict[str, Consistency] = {
            name: consistency.get(name, "strong") for name in stores
        }
        self._deduplication = deduplication
        self._records: Interned[Records] = Interned(Records(()))
        first = [Records(_items(store.records)) for store in stores.values()]
        self._states: Interned[tuple[int, ...]] = Interned(tuple(map(self._records.number, first)))
        self._names: dict[int, frozenset[str]] = {}
        self._names_kept: dict[int, frozenset[str]] = {}

    def records(self, number: int) -> dict[str, dict[str, Any]]:
        """Return what every store keeps, by the store's name and by key."""
        values, kept = self._records.values, self._states.values[number]
        return {name: dict(values[kept[place]].items) for name, place in self._places.items()}

    def kept(self, number: int, store: str) -> int:
        """Return the number of what one store keeps."""
        return self._states.values[number][self._places[store]]

    def with_kept(self, number: int, store: str, kept: int) -> int:
        """Return what the stores keep once one of them keeps this."""
        before, place = self._states.values[number], self._places[store]
        return self._states.number((*before[:place], kept, *before[place + 1 :]))

    def names(self, number: int) -> frozenset[str]:
        """Return the fresh ids and etags that occur anywhere in the stores."""
        found = self._names.get(number)
        if found is None:
            kept = map(self._names_in, self._states.values[number])
            found = self._names[number] = frozenset().union(*kept)
        return found

    def carried_out(
        self, call: Call, kept: int, known: frozenset[str], etag: str | None = None
    ) -> tuple[Answer, int]:
        """Return the answer to a call on a store that keeps this, and what it keeps afterwards.

        A put gives the document this `etag`; without one, the smallest that is not `known` and not
        to be found in this store, nor in what a stale read of it may still come to.
        """
        records, consistency = self._records.values[kept], self._consistency[call.port]
        known = known | opaque_names(records.earlier) if records.earlier else known
        answer, items = self._asked(call, records.items, known, etag)
        after = records.changed(items, consistency)
        if consistency == "missed" and call.operation in READS:
            after = after.missed(_key(call))
        return answer, self._records.number(after)

    def truth(self, call: Call, number: int) -> Answer:
        """Return what a read comes to if nothing goes wrong with it."""
        return self._asked(call, self._of(number, call.port).items)[0]

    def stale_answers(self, call: Call, number: int) -> list[Answer]:
        """Return what else a call may come to, if it is a read: what was true earlier."""
        records = self._of(number, call.port)
        if call.operation not in READS or not records.earlier:
            return []
        found = [self._asked(call, items)[0] for items in records.before(_key(call))]
        truth = self.truth(call, number)
        return [answer for answer in found if answer != truth]

    def has(self, number: int, store: str, key: str) -> bool:
        """True if this store keeps a record under this key."""
        return any(kept == key for kept, _ in self._of(number, store).items)

    def without(self, number: int, store: str, key: str) -> int:
        """Return what the stores keep once this record is removed."""
        records = self._of(number, store)
        items = tuple(item for item in records.items if item[0] != key)
        after = records.changed(items, self._consistency[store])
        return self.with_kept(number, store, self._records.number(after))

    def evictions(self, number: int) -> Iterator[tuple[str, str, int]]:
        """Yield every record that can be evicted: store, key, and what is kept without it."""
        for store in sorted(self._deduplication):
            for key, _ in self._of(number, store).items:
                yield store, key, self.without(number, store, key)

    def _asked(
        self,
        call: Call,
        items: Items,
        known: frozenset[str] = frozenset(),
        etag: str | None = None,
    ) -> tuple[Answer, Items]:
        """Put the call to a store that keeps these items; return its answer, and what it keeps."""
        store = copy.copy(self._stores[call.port])
        store.records = dict(items)
        if hasattr(store, "etags_given"):
            store.etags_given, store.next_etag = set(known), etag
        arguments = [thaw(argument) for argument in call.arguments]
        keywords = {name: thaw(value) for name, value in call.keywords}
        try:
            value = freeze(getattr(store, call.operation)(*arguments, **keywords))
        except Exception as error:  # the handler gets to see it where the call stands
            return Answer(error=(type(error), str(error))), items
        return Answer(value), _items(store.records)

    def _names_in(self, kept: int) -> frozenset[str]:
        found = self._names_kept.get(kept)
        if found is None:
            records = self._records.values[kept]
            found = self._names_kept[kept] = opaque_names((records.items, records.earlier))
        return found

    def _of(self, number: int, store: str) -> Records:
        return self._records.values[self.kept(number, store)]


def rejected(call: Call) -> Answer:
    """Return the answer to a call that was not carried out."""
    return Answer(error=(Throttled, f"The store is busy. {call} was not carried out."))


def timed_out(call: Call) -> Answer:
    """Return what a handler is told when no answer comes, whether the call applied or not."""
    text = f"No answer came in time. {call} may have been carried out, or not."
    return Answer(error=(TimeoutError, text))


def _items(records: Mapping[str, Hashable]) -> Items:
    return tuple(sorted(records.items(), key=lambda item: item[0]))


def _key(call: Call) -> Hashable:
    """Return what a read asks for: its one argument, however it was passed."""
    return (*call.arguments, *(value for _, value in call.keywords))[0]
