"""Which records can be evicted: those that a store keeps only to recognise what was processed."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

CanGo = Callable[[str, Any], bool]
Evictable = AbstractSet[str] | Mapping[str, str | CanGo]
"""The names of stores of which every record can be evicted; or for each store the prefix of the
keys that can be, or a function that says it of a key and a record."""


def evictable(which: Evictable, stores: Mapping[str, object]) -> dict[str, CanGo]:
    """Return for each of the stores what says of a key and a record that it can be evicted.

    Raises `ValueError` for a store that there is not.
    """
    named = which if isinstance(which, Mapping) else dict.fromkeys(which, "")
    for store in named:
        if store not in stores:
            raise ValueError(f"There is no store {store!r}; there are {', '.join(stores)}.")
    return {
        store: _begins_with(rule) if isinstance(rule, str) else _asked(store, rule)
        for store, rule in named.items()
    }


def _asked(store: str, rule: CanGo) -> CanGo:
    """Return what asks the rule, and says which rule it is that cannot answer."""

    def can_go(key: str, record: Any) -> bool:
        try:
            return bool(rule(key, record))
        except Exception as error:
            raise ValueError(
                f"The rule for which records of {store} can be evicted raises "
                f"{type(error).__name__} at {key}: {error}."
            ) from error

    return can_go


def _begins_with(prefix: str) -> CanGo:
    return lambda key, record: key.startswith(prefix)
