"""What the stores keep, as numbers, and what a call on one of them comes to."""

import copy
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from typing import Any

from consistent_messaging.api.dispatcher import Outlet
from consistent_messaging.api.errors import Throttled, TimeoutError
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.stores import Table, Versioned
from consistent_messaging.execution.operations import is_own
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.evictions import Evictable, evictable
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.own_stores import (
    OwnStore,
    check_reads,
    check_stores,
    first_items,
    plain,
)
from consistent_messaging.model.store_records import (
    Consistency,
    Items,
    Records,
    check_consistency,
)
from consistent_messaging.model.symbolic_ids import opaque_names
from consistent_messaging.model.touched_keys import Watched


class StoreStates:
    """All stores of a handler. A number stands for what every one of them keeps.

    That is a tuple of numbers, each for what one store keeps: a call leaves the others alone.
    """

    def __init__(
        self,
        stores: Mapping[str, Any],
        consistency: Mapping[str, Consistency],
        deduplication: Evictable,
    ) -> None:
        check_stores(stores)
        check_consistency(consistency, stores)
        check_reads(stores, consistency)
        self._stores = dict(stores)
        self.dispatchers = {name for name, store in stores.items() if isinstance(store, Outlet)}
        own = {name: store for name, store in stores.items() if is_own(type(store))}
        self._own = {name: OwnStore(store) for name, store in own.items()}
        self._places = {name: place for place, name in enumerate(stores)}
        self._consistency: dict[str, Consistency] = {
            name: consistency.get(name, "strong") for name in stores
        }
        self._evictable = evictable(deduplication, stores)
        self._records: Interned[Records] = Interned(Records(()))
        first = [Records(first_items(store)) for store in stores.values()]
        self._states: Interned[tuple[int, ...]] = Interned(tuple(map(self._records.number, first)))
        self._names: dict[int, frozenset[str]] = {}
        self._names_kept: dict[int, frozenset[str]] = {}

    def records(
        self, number: int, named: Callable[[Any], Any] | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return what every store keeps, by the store's name and by key.

        The rows of a table, and what a store keeps that is not the library's, are plain data of
        the caller's own; all else is frozen. `named` gives records the names that are shown.
        """
        values, kept = self._records.values, self._states.values[number]
        found: dict[str, dict[str, Any]] = {
            name: dict(values[kept[place]].items) for name, place in self._places.items()
        }
        if named:
            found = {
                name: {key: named(record) for key, record in by_key.items()}
                for name, by_key in found.items()
            }
        for name, store in self._stores.items():
            if isinstance(store, Table):
                found[name] = {key: thaw(row.value) for key, row in found[name].items()}
            elif name in self._own:
                found[name] = {key: plain(record) for key, record in found[name].items()}
        return found

    def number_of(self, records: Mapping[str, Mapping[str, Hashable]]) -> int:
        """Return the number of stores that keep these records, wherever they come from.

        They are frozen, by the store's name and by key; what is left out keeps nothing.
        """
        kept = [Records(_items(records.get(name, {}))) for name in self._places]
        return self._states.number(tuple(map(self._records.number, kept)))

    def is_library(self, store: str) -> bool:
        """True if a store is the library's, and not one that a learner wrote."""
        return store not in self._own

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
        if consistency == "missed" and call.reads:
            after = after.missed(self._looked_up(call, records))
        return answer, self._records.number(after)

    def truth(self, call: Call, number: int) -> Answer:
        """Return what a read comes to if nothing goes wrong with it."""
        return self._asked(call, self._of(number, call.port).items)[0]

    def stale_answers(self, call: Call, number: int) -> list[Answer]:
        """Return what else a call may come to, if it is a read: what was true earlier."""
        records = self._of(number, call.port)
        if not records.earlier or not call.reads:
            return []
        keys = self._looked_up(call, records)
        found = [self._asked(call, items)[0] for items in records.before(keys)]
        truth = self.truth(call, number)
        return [answer for answer in dict.fromkeys(found) if answer != truth]

    def touched(self, call: Call, before: int, after: int) -> list[str]:
        """Return the keys of what a call changed in its store, or else of what it looked at."""
        old, new = (dict(self._of(number, call.port).items) for number in (before, after))
        changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
        return changed or sorted(map(str, self._looked_up(call, self._of(before, call.port))))

    def changes(self, call: Call, before: int, after: int) -> list[tuple[str, Any]]:
        """Return the records that a call wrote, by their keys; None for one that it removed."""
        old, new = (self.records(number)[call.port] for number in (before, after))
        return [
            (key, new.get(key))
            for key in self.touched(call, before, after)
            if old.get(key) != new.get(key)
        ]

    def _looked_up(self, call: Call, records: Records) -> Collection[Hashable]:
        """Return the keys of the records that the answer to a call may follow from."""
        asked = call.asks_for
        if asked and asked.by_key:
            return (call.about,)
        seen: list[Watched] = []

        def watch(items: dict[str, Any]) -> dict[str, Any]:
            seen.append(Watched(items))
            return seen[-1]

        self._asked(call, records.items, watch=watch)
        return records.keys if seen[-1].saw_all else sorted(seen[-1].looked_up)

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
        for store in sorted(self._evictable):
            can_go, by_key = self._evictable[store], self.records(number)[store]
            for key in [key for key, record in by_key.items() if can_go(key, record)]:
                yield store, key, self.without(number, store, key)

    def _asked(
        self,
        call: Call,
        items: Items,
        known: frozenset[str] = frozenset(),
        etag: str | None = None,
        watch: Callable[[dict[str, Any]], dict[str, Any]] = lambda records: records,
    ) -> tuple[Answer, Items]:
        """Put the call to a store that keeps these items; return its answer, and what it keeps."""
        if call.port in self._own:
            return self._own[call.port].asked(call, items, known, etag, watch)
        store = copy.copy(self._stores[call.port])
        store.records = watch(dict(items))
        if isinstance(store, Versioned):
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
