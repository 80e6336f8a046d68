"""Bookkeeping that never goes away: what is still kept at rest, beyond what a run leaves anyway.

What is left when the messages are handled one after the other, without a fault, is the measure.
Nothing more may be left, however they come, unless the lesson's policy allows garbage after a
fault: records that a failed attempt leaves, and that somebody can find and remove later. Nobody
finds what it leaves inside of a document; "none in documents" allows the one and not the other.

Records and entries are counted, not bytes: what stands in an entry may differ. What the state is
read from is no bookkeeping; that is found out by leaving it out.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from consistent_messaging.api.frozen_values import FrozenDict, FrozenList, freeze, thaw
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.model.store_records import is_document
from consistent_messaging.model.symbolic_ids import FRESH
from consistent_messaging.text.format import counted, listed

Policy = Literal["any", "none", "none in documents", "none without faults"]
Records = Mapping[str, Mapping[str, Any]]
LONG_TEXT = 80  # characters; a text of so many counts as one more entry


@dataclass(frozen=True)
class Entry:
    """A record of a store; with a path, a key or a place within its document."""

    store: str
    key: str
    path: tuple[str, ...] = ()
    document: bool = False

    def part(self, name: str) -> "Entry":
        """Return what stands under a name in it."""
        return replace(self, path=(*self.path, name))

    @property
    def group(self) -> tuple[str, ...]:
        """What it is counted with: as deep below the same key of a document of this store."""
        below = FRESH.sub("*", self.path[0]) if len(self.path) > 1 else ""
        return (self.store, str(len(self.path)), below)

    @property
    def name(self) -> str:
        """What it is called among those of its group."""
        return self.path[min(len(self.path) - 1, 1)] if self.path else self.key

    @property
    def kind(self) -> str:
        """Return what one of its group is."""
        return "entry" if self.path else "record"

    @property
    def place(self) -> str:
        """Where those of its group are."""
        if not self.path:
            return f"the {self.store.replace('_', ' ')}"
        if len(self.path) == 1:
            return self.key
        return f"the {self.path[0]} of {self.key}"

    def __str__(self) -> str:
        """Say that it is still there."""
        if not self.path:
            return f"{self.name} is still in {self.place}"
        if len(self.path) < 3:
            of = "of " if len(self.path) == 2 else ""
            return f"the entry {of}{self.name} is still in {self.place}"
        return f"the entry of {self.name} in {self.place} still has something in it"


@dataclass
class Kept:
    """What is kept besides the state, in groups; of several runs, the most of each group."""

    counts: dict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))
    entries: dict[tuple[str, ...], list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def most(self, other: "Kept") -> None:
        """Take up another run: what it keeps is usual as well."""
        for group, count in other.counts.items():
            self.counts[group] = max(self.counts[group], count)
            new = [entry for entry in other.entries[group] if entry not in self.entries[group]]
            self.entries[group] += new


def kept(
    records: Records,
    state_in: Callable[[Records], Any],
    messages: Collection[str],
    *,
    only_documents: bool = False,
) -> Kept:
    """Return what the stores keep besides the state; `messages` are the ids that there are.

    With `only_documents`, what stands in the other stores does not count.
    """
    found, state = Kept(), _State(records, state_in)
    for entry in _entries(records, state, messages):
        if only_documents and not (entry.path or entry.document):
            continue
        found.counts[entry.group] += 1
        found.entries[entry.group].append(entry)
    return found


def leak(found: Kept, usual: Kept, messages: Collection[str]) -> Violation | None:
    """Return what is kept beyond the usual."""
    for group in sorted(found.counts):
        if found.counts[group] <= usual.counts.get(group, 0):
            continue
        alone, handled = len(messages) == 1, "Handled one after the other, the messages leave"
        leaves = f"Handled once, {next(iter(messages))} leaves" if alone else handled
        entries = found.entries[group]
        new = [entry for entry in entries if entry not in usual.entries.get(group, ())]
        if not usual.counts.get(group, 0):
            return Violation("leak", f"{entries[0]}. {leaves} none there")
        if new:
            return Violation("leak", f"{new[0]}. {leaves} no such {new[0].kind}")
        names = listed(dict.fromkeys(entry.name for entry in entries))
        many = f"in {entries[0].place} are still {counted(len(entries), entries[0].kind)}, {names}"
        return Violation("leak", f"{many}. {leaves} {usual.counts[group]}")
    return None


def growth(few: Kept, many: Kept, after: tuple[int, int], emptied: Collection[str]) -> str:
    """Say what is kept of more messages and was not kept of few; empty if that is nothing.

    Records of a store may get more, unless it holds documents, or is one of `emptied`.
    """
    for group in sorted(many.counts):
        store, depth, _ = group
        entries, before = many.entries[group], few.counts.get(group, 0)
        is_record = depth == "0" and not entries[0].document
        if len(entries) <= before or (is_record and store not in emptied):
            continue
        names = listed(dict.fromkeys(entry.name for entry in entries))
        grew = f"{counted(before, entries[0].kind)} after {counted(after[0], 'message')}"
        return f"in {entries[0].place} are {grew}, {len(entries)} after {after[1]}: {names}"
    return ""


class _State:
    """Knows which parts of what is stored the state is read from."""

    def __init__(self, records: Records, state_in: Callable[[Records], Any]) -> None:
        self._records, self._state_in = records, state_in
        self._state = state_in(records)

    def is_read_from(self, store: str, key: str, path: tuple[str, ...]) -> bool:
        """True if the state is another one, or none at all, without this part of a document.

        Without a path, it is the whole document that is meant.
        """
        changed = dict(self._records[store])
        record = changed.pop(key)
        if path and is_document(record):
            changed[key] = record._replace(document=_without(record.document, path))
        elif path:
            changed[key] = thaw(_without(freeze(record), path))
        try:
            return bool(self._state_in({**self._records, store: changed}) != self._state)
        except Exception:  # whoever reads a state may count on every part of it
            return True


def _entries(records: Records, state: _State, messages: Collection[str]) -> Iterator[Entry]:
    for store, by_key in records.items():
        for key, record in by_key.items():
            entry = Entry(store, key, document=is_document(record))
            value = record.document if is_document(record) else record
            if not entry.document and not isinstance(record, dict):
                yield entry
            elif state.is_read_from(store, key, ()):
                yield from _beside_the_state(entry, freeze(value), state, messages)
            else:
                yield entry
                yield from _within(entry, freeze(value), messages)


def _beside_the_state(
    entry: Entry, value: Any, state: _State, messages: Collection[str]
) -> Iterator[Entry]:
    for name, item in value.items if isinstance(value, FrozenDict) else ():
        part = entry.part(name)
        if state.is_read_from(part.store, part.key, part.path):
            yield from _beside_the_state(part, item, state, messages)
        else:
            yield part
            yield from _within(part, item, messages)


def _within(entry: Entry, value: Any, messages: Collection[str]) -> Iterator[Entry]:
    """Yield all that an entry holds: keys, items, and the ids in a text that has several."""
    if isinstance(value, FrozenDict):
        parts = list(value.items)
    elif isinstance(value, (FrozenList, tuple)):
        items = value.items if isinstance(value, FrozenList) else value
        parts = [(item if isinstance(item, str) else str(n), item) for n, item in enumerate(items)]
    elif isinstance(value, str):
        ids = [word for word in re.findall(r"[\w-]+", value) if word in messages]
        more = max(len(ids) - 1, len(value) // LONG_TEXT)
        parts = [(name, None) for name in [*ids[1:], *("…",) * more][:more]]
    else:
        return
    for name, item in parts:
        part = entry.part(name)
        yield part
        yield from _within(part, item, messages)


def _without(value: Any, path: tuple[str, ...]) -> FrozenDict:
    name, *rest = path
    return FrozenDict(
        tuple(
            (key, _without(item, tuple(rest)) if key == name else item)
            for key, item in value.items
            if key != name or rest
        )
    )
