"""Values as they cross the border of a store: copied, comparable, and with a size in bytes.

What goes into a store is frozen, and what comes out is a fresh copy. So nobody can change a stored
document by changing the dict that was put or got. Frozen values are hashable, equal when their
content is equal, and the same in every run.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from operator import attrgetter, is_
from typing import Any

PLAIN = (str, int, float, bool, type(None))
_PLAIN_KINDS = frozenset(PLAIN)  # to be asked first: a search freezes and thaws all the time


@dataclass(frozen=True, slots=True)
class FrozenDict:
    """A dict, as its items in the order of their keys."""

    items: tuple[tuple[str, Hashable], ...]


@dataclass(frozen=True, slots=True)
class FrozenList:
    """A list, as its items in their sequence."""

    items: tuple[Hashable, ...]


def freeze(value: Any) -> Hashable:
    """Return the value as immutable data.

    Takes texts, numbers, booleans, None, lists, tuples, dicts with texts as keys, and frozen
    dataclasses of these. Raises `TypeError` for anything else, and says what it was.
    """
    kind = type(value)
    if kind in _PLAIN_KINDS:
        return value  # type: ignore[no-any-return]
    return _way_to_freeze(value.__class__)(value)


def thaw(value: Any) -> Any:
    """Return a fresh copy of what was frozen."""
    kind = type(value)
    if kind in _PLAIN_KINDS:
        return value
    if kind is FrozenDict:
        return {key: thaw(item) for key, item in value.items}
    if kind is FrozenList:
        return [thaw(item) for item in value.items]
    if kind is tuple:
        return tuple([thaw(item) for item in value])
    return _rebuilt(value, thaw) if is_dataclass(kind) else value


def size_bytes(value: Any) -> int:
    """Return how many bytes the value takes as compact JSON in UTF-8, dataclasses as objects."""
    if isinstance(value, str):
        return len(value.encode()) + 2
    if isinstance(value, bool) or value is None:
        return 5 if value is False else 4
    if isinstance(value, (int, float)):
        return len(repr(value))
    if isinstance(value, FrozenDict):
        return _joined(size_bytes(key) + 1 + size_bytes(item) for key, item in value.items)
    if isinstance(value, (FrozenList, tuple)):
        items = value.items if isinstance(value, FrozenList) else value
        return _joined(map(size_bytes, items))
    names = field_names(value.__class__)
    return _joined(len(name) + 3 + size_bytes(getattr(value, name)) for name in names)


def _joined(sizes: Iterable[int]) -> int:
    """Brackets around the parts and commas between them."""
    parts = list(sizes)
    return 2 + sum(parts) + max(0, len(parts) - 1)


@lru_cache
def _way_to_freeze(kind: Any) -> Callable[[Any], Hashable]:
    """Return what freezes values of a kind: which it is takes long to ask of every value."""
    if issubclass(kind, PLAIN):
        return lambda value: value
    if issubclass(kind, Mapping):
        return _frozen_mapping
    if issubclass(kind, list):
        return lambda value: FrozenList(tuple([freeze(item) for item in value]))
    if issubclass(kind, tuple):
        return lambda value: tuple([freeze(item) for item in value])
    if is_dataclass(kind):
        return _frozen_dataclass
    return _refused


def _frozen_mapping(value: Mapping[Any, Any]) -> FrozenDict:
    keys = [key for key in value if not isinstance(key, str)]
    if keys:
        raise TypeError(f"The keys of a document are texts; {keys[0]!r} is not one.")
    return FrozenDict(tuple([(key, freeze(value[key])) for key in sorted(value)]))


def _frozen_dataclass(value: Any) -> Hashable:
    if not value.__dataclass_params__.frozen:
        name = type(value).__name__
        raise TypeError(f"{name} can change after it was stored. Write @dataclass(frozen=True).")
    frozen: Hashable = _rebuilt(value, freeze)
    return frozen


def _refused(value: Any) -> Hashable:
    if isinstance(value, Iterator):
        kind = type(value).__name__
        raise TypeError(f"A {kind} cannot be stored: it can be read only once. Make a list of it.")
    raise TypeError(
        f"A {type(value).__name__} cannot be stored. Store texts, numbers, booleans, None, lists, "
        "dicts, and messages (frozen dataclasses)."
    )


def _rebuilt(value: Any, change: Any) -> Any:
    """Return the dataclass with every field changed; itself if none differs."""
    before = field_values(value)
    if _PLAIN_KINDS.issuperset(map(type, before)):
        return value
    after = [change(item) for item in before]
    return value if all(map(is_, after, before)) else with_fields(value, after)


def with_fields(value: Any, after: Iterable[Any]) -> Any:
    """Return a copy of a dataclass with these values in the sequence of its fields."""
    copy = object.__new__(type(value))
    for name, item in zip(field_names(value.__class__), after, strict=True):
        object.__setattr__(copy, name, item)
    return copy


def field_values(value: Any) -> tuple[Any, ...]:
    """Return the values of a dataclass's fields."""
    values: tuple[Any, ...] = _getter_of(value.__class__)(value)
    return values


@lru_cache
def _getter_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads all fields of a dataclass at once."""
    names = field_names(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


@lru_cache
def field_names(kind: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(field.name for field in fields(kind))
