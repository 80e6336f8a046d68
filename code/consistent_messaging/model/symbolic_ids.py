"""Names that only have to differ from others: fresh ids and etags, and where they occur.

As long as a handler only hands them on, states that differ in such names are the same state, and
a name that is out of sight can be given again. A handler that works on a fresh id (hashes it, cuts
it, sorts by it) keeps something that nobody can see. So each attempt is run once more with other
names in its answers: if it then does anything else, no name is given twice from there on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from typing import Any

from consistent_messaging.api.frozen_values import (
    FrozenDict,
    FrozenList,
    field_values,
    with_fields,
)

NONE: frozenset[str] = frozenset()
FRESH = re.compile(r"new-\d+|v\d+")
_NAMELESS = {int, float, bool, type(None), type}
_ANY_ID = re.compile(r"new-\d+|[0-9a-f]{8}-[0-9a-f]{4}-4000-8000-[0-9a-f]{12}")
_MIRROR = 900_000  # a name and its mirror image share no beginning, and sort the other way round


@dataclass
class Naming:
    """How the ids of one handler are named: once only, or again when they are out of sight.

    And whether it `shows_time`: then its clock can run, and otherwise it has stopped.
    """

    once_only: bool = False
    shows_time: bool = False


class NamesAreWorkedOn(BaseException):  # a signal, not an error: begin again
    """The handler works on ids, or shows the time: what was found out before is void."""


def distinct_id(number: int) -> str:
    """Return the id with this number as it is given once only: alike to no other in any part."""
    first = (number * 40_503) % 0x10000
    return f"{first:04x}{number:04x}-{first ^ 0xFFFF:04x}-4000-8000-{number:012x}"


def fresh_ids_in(text: str) -> frozenset[str]:
    """Return the fresh ids in a text, however ids are named."""
    return frozenset(_ANY_ID.findall(text))


def opaque_names(value: Any) -> frozenset[str]:
    """Return the fresh ids and etags that occur anywhere in a frozen value."""
    if type(value) in _NAMELESS:
        return NONE
    if isinstance(value, str):
        return frozenset(FRESH.findall(value)) if "new-" in value or value[:1] == "v" else NONE
    if isinstance(value, FrozenDict):
        return _union(part for item in value.items for part in item)
    if isinstance(value, FrozenList):
        return _union(value.items)
    if isinstance(value, (tuple, frozenset)):
        return _union(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _union(field_values(value))
    return NONE


def mirrored(value: Any) -> Any:
    """Return the frozen value with another name in the place of each fresh id and etag."""
    return renamed(value, _mirror_of)


def renamed(value: Any, name_of: Callable[[re.Match[str]], str]) -> Any:
    """Return the frozen value with `name_of` each fresh id and etag in its place."""
    kind = type(value)
    if kind in _NAMELESS:
        return value
    if kind is str:
        return FRESH.sub(name_of, value) if opaque_names(value) else value
    if kind is FrozenDict:
        items = ((renamed(k, name_of), renamed(v, name_of)) for k, v in value.items)
        return FrozenDict(tuple(sorted(items)))
    if kind is FrozenList:
        return FrozenList(tuple(renamed(item, name_of) for item in value.items))
    if kind is tuple:
        return tuple(renamed(item, name_of) for item in value)
    if isinstance(value, tuple):  # a document with its etag
        return kind(*(renamed(item, name_of) for item in value))
    if is_dataclass(kind):
        return with_fields(value, [renamed(item, name_of) for item in field_values(value)])
    return value


def _mirror_of(name: re.Match[str]) -> str:
    letters, number = re.split(r"(?=\d)", name[0], maxsplit=1)
    return f"{_MIRROR - int(number)}-{letters[::-1]}"


def _union(parts: Any) -> frozenset[str]:
    found = NONE
    for part in parts:
        found |= opaque_names(part)
    return found
