"""What one store keeps, and what its reads may come to besides the truth.

How far a store's reads can be trusted is its consistency. They tell the truth where it is `strong`;
where it is `missed`, a read that once missed may miss again; where it is `stale`, a read may come
to whatever was true earlier. Writes know the truth everywhere.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, TypeGuard, get_args

Consistency = Literal["strong", "missed", "stale"]
STRONG: Mapping[str, Consistency] = MappingProxyType({})  # of stores that are all strong

Items = tuple[tuple[str, Hashable], ...]
Truth = tuple[Hashable, ...]  # a key and the record under it; the key alone where there was none


@dataclass(frozen=True)
class Records:
    """The records of one store by key, and what was true of some keys earlier.

    Only what a read may still come to is remembered: nothing where the store is strong.
    """

    items: Items
    earlier: frozenset[Truth] = frozenset()

    def now(self, key: Hashable) -> Truth:
        """Return what is true of this key."""
        return next((item for item in self.items if item[0] == key), (key,))

    def before(self, key: Hashable) -> Iterator[Items]:
        """Yield what a store would keep in which an earlier truth about this key still held."""
        for truth in sorted((t for t in self.earlier if t[0] == key), key=repr):
            yield () if is_absence(truth) else (truth,)  # type: ignore[misc]  # key and record

    def changed(self, items: Items, consistency: Consistency) -> "Records":
        """Return what is kept once these are the items."""
        if items == self.items:
            return self
        after, earlier = Records(items), self.earlier
        if consistency == "stale":
            for key in sorted({key for key, _ in (*self.items, *items)}):
                if self.now(key) != after.now(key):
                    earlier = _with(earlier, self.now(key))
        return Records(items, earlier)

    def missed(self, key: Hashable) -> "Records":
        """Return what is kept once a read has come to nothing here, and may do so again."""
        absence = self.now(key)
        return replace(self, earlier=self.earlier | {absence}) if is_absence(absence) else self


def check_consistency(consistency: Mapping[str, str], stores: Mapping[str, object]) -> None:
    """Raise `ValueError` at a store that there is not, or at a word that is not known."""
    for store, word in consistency.items():
        if store not in stores:
            raise ValueError(f"There is no store {store!r}; there are {', '.join(stores)}.")
        if word not in get_args(Consistency):
            known = ", ".join(get_args(Consistency))
            raise ValueError(f"{store!r} cannot be {word!r}. A store's consistency is {known}.")


def is_absence(truth: Truth) -> bool:
    """True if what is true of a key is that there is no record."""
    return len(truth) == 1


def is_document(record: Any) -> TypeGuard[tuple[Hashable, str]]:
    """True if the record is a blob store's: a document and its etag."""
    return isinstance(record, tuple) and len(record) == 2 and isinstance(record[1], str)


def _with(earlier: frozenset[Truth], truth: Truth) -> frozenset[Truth]:
    """Add a truth that has passed.

    Of documents that differ only in their etags one is enough, since all these etags are outdated;
    so a handler that writes the same again and again comes back to the same state.
    """
    return earlier if _content(truth) in map(_content, earlier) else earlier | {truth}


def _content(truth: Truth) -> Truth:
    key, *record = truth
    return (key, *(kept[0] if is_document(kept) else kept for kept in record))
