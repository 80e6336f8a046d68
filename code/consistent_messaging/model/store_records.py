"""What one store keeps, and what its reads may come to besides the truth.

How far a store's reads can be trusted is its consistency. They tell the truth where it is `strong`;
where it is `missed`, a read that once missed may miss again; where it is `stale`, a read may come
to whatever was true earlier. Writes know the truth everywhere.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import Any, Literal, TypeGuard, get_args

from consistent_messaging.api.stores import StoredDocument

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

    @property
    def keys(self) -> list[Hashable]:
        """The keys of which anything is or was true."""
        return sorted({truth[0] for truth in (*self.items, *self.earlier)}, key=repr)

    def before(self, keys: Iterable[Hashable]) -> Iterator[Items]:
        """Yield what a store would keep in which earlier truths about these keys still held.

        Of each key by itself: a copy that lags behind need not be one that ever was.
        """
        every = [[self.now(key), *self._truths_earlier(key)] for key in keys]
        others = [item for item in self.items if item[0] not in {now[0] for now, *_ in every}]
        for chosen in product(*every):
            there = [truth for truth in chosen if not is_absence(truth)]
            yield tuple(sorted((*others, *there), key=lambda item: item[0]))  # type: ignore[arg-type]  # key and record

    def _truths_earlier(self, key: Hashable) -> list[Truth]:
        return sorted((truth for truth in self.earlier if truth[0] == key), key=repr)

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

    def missed(self, keys: Iterable[Hashable]) -> "Records":
        """Return what is kept once a read has come to nothing here, and may do so again."""
        absences = frozenset(filter(is_absence, map(self.now, keys)))
        return self if absences <= self.earlier else replace(self, earlier=self.earlier | absences)


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


def is_document(record: Any) -> TypeGuard[StoredDocument]:
    """True if the record is a blob store's: a document and its etag."""
    return isinstance(record, StoredDocument)


def _with(earlier: frozenset[Truth], truth: Truth) -> frozenset[Truth]:
    """Add a truth that has passed.

    Of documents that differ only in their etags one is enough, since all these etags are outdated;
    so a handler that writes the same again and again comes back to the same state.
    """
    return earlier if _content(truth) in map(_content, earlier) else earlier | {truth}


def _content(truth: Truth) -> Truth:
    key, *record = truth
    return (key, *(kept[0] if is_document(kept) else kept for kept in record))
