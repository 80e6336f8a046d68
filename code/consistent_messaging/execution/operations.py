"""What a handler can call on a kind of store, and what the world has to know of each operation."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from consistent_messaging.api.stores import Versioned

_LIBRARY = __name__.partition(".")[0]


@dataclass(frozen=True)
class Operation:
    """One operation of a kind of store.

    `reads` says that it changes nothing, so that its answer can be out of date; `versions`, that it
    may give a record a version; `is_ours`, that the library has written it and has words for it;
    `by_key`, that its first argument is the key of the one record that it is about.
    """

    signature: inspect.Signature
    reads: bool
    versions: bool
    is_ours: bool
    by_key: bool


@lru_cache
def operations_of(store: type[Any]) -> Mapping[str, Operation]:
    """Return the public methods of a kind of store, by name."""
    return {
        name: Operation(
            inspect.signature(method),
            reads=(reads := bool(getattr(method, "only_reads", False))),
            versions=issubclass(store, Versioned) and not reads,
            is_ours=(is_ours := method.__module__.partition(".")[0] == _LIBRARY),
            by_key=is_ours and not hasattr(method, "about_many"),
        )
        for name, method in inspect.getmembers(store, inspect.isfunction)
        if not name.startswith("_")
    }


def is_own(store: type[Any]) -> bool:
    """True for a kind of store that is not the library's."""
    return store.__module__.partition(".")[0] != _LIBRARY
