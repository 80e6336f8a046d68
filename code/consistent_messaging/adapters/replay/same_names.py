"""Values of two worlds that differ in nothing but how ids and etags are called.

The simulated stores call etags `v1`, `v2`; PostgreSQL takes the next number of a sequence. Two
values are the same if one of the second stands wherever one of the first does, and the same one
wherever it comes again.
"""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from consistent_messaging.api.frozen_values import (
    FrozenDict,
    FrozenList,
    field_values,
    with_fields,
)

_NAME = re.compile(r"(new-\d+|v\d+|[0-9a-f]{8}-[0-9a-f]{4}-4000-8000-[0-9a-f]{12})")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class SameNames:
    """Knows which name of the real world each of the simulated one is.

    Simulated names are those that a history shows, so that none is given twice. A real store gives
    none twice either, but another store may give the same one.
    """

    def __init__(self) -> None:
        self._real: dict[str, str] = {}
        self._simulated: dict[tuple[str, str], str] = {}

    def take(self, simulated: str, real: str, store: str = "") -> None:
        """Take note of a name that both worlds have just given: an etag of this store, or an id."""
        self._real[simulated], self._simulated[store, real] = real, simulated

    def same(self, simulated: Any, real: Any, store: str = "") -> bool:
        """True if two frozen values are the same; new names in them are taken note of.

        They are from this `store`. If the values are not the same, no name is taken note of.
        """
        before = dict(self._real), dict(self._simulated)
        if _Pair(self, store).alike(simulated, real):
            return True
        self._real, self._simulated = before
        return False

    def real(self, name: str) -> str | None:
        """Return the real name for a simulated one; None if it is new."""
        return self._real.get(name)

    def simulated(self, name: str, store: str = "") -> str:
        """Return the simulated name for a real one; itself if there is none."""
        return self._simulated.get((store, name), name)

    def with_simulated_ids(self, value: Any) -> Any:
        """Return a frozen value of the real world with the simulated ids in it; etags stay."""
        if isinstance(value, str):
            return _ID.sub(lambda found: self.simulated(found[0]), value)
        if isinstance(value, FrozenDict):
            items = [tuple(map(self.with_simulated_ids, item)) for item in value.items]
            return FrozenDict(tuple(sorted(items, key=lambda item: item[0])))
        if isinstance(value, FrozenList):
            return FrozenList(tuple(map(self.with_simulated_ids, value.items)))
        if isinstance(value, tuple):
            changed = [self.with_simulated_ids(item) for item in value]
            return type(value)(*changed) if hasattr(value, "_fields") else tuple(changed)
        if is_dataclass(value) and not isinstance(value, type):
            return with_fields(value, map(self.with_simulated_ids, field_values(value)))
        return value


class _Pair:
    """Compares two values, both from the store of this name."""

    def __init__(self, names: SameNames, store: str) -> None:
        self._names, self._store = names, store

    def alike(self, simulated: Any, real: Any) -> bool:
        if isinstance(simulated, str) and isinstance(real, str):
            return simulated == real or self._alike_texts(simulated, real)
        if isinstance(simulated, FrozenDict) and isinstance(real, FrozenDict):
            return self._alike_dicts(dict(simulated.items), dict(real.items))
        if isinstance(simulated, tuple) and isinstance(real, tuple):
            same_size = len(simulated) == len(real)
            return same_size and all(map(self.alike, simulated, real))
        if type(simulated) is not type(real):
            return False
        if isinstance(simulated, FrozenList):
            return self.alike(simulated.items, real.items)
        if is_dataclass(simulated) and not isinstance(simulated, type):
            return self.alike(field_values(simulated), field_values(real))
        return bool(simulated == real or (simulated != simulated and real != real))  # two NaN

    def _alike_dicts(self, simulated: dict[str, Any], real: dict[str, Any]) -> bool:
        """Compare by keys; where a name is a part of the key, by that of the other world."""
        if len(simulated) != len(real):
            return False
        left = dict(real)
        for key in sorted(simulated, key=self._is_new):
            match = next((other for other in left if self.alike(key, other)), None)
            if match is None or not self.alike(simulated[key], left.pop(match)):
                return False
        return True

    def _is_new(self, text: str) -> bool:
        return any(self._names.real(name) is None for name in _NAME.findall(text))

    def _alike_texts(self, simulated: str, real: str) -> bool:
        """Compare texts with names in them; what stands in the place of a new one is its name."""
        names = dict.fromkeys(_NAME.findall(simulated))
        new = [name for name in names if self._names.real(name) is None]
        found = re.fullmatch("".join(self._pattern_of(simulated, new)), real, re.DOTALL)
        if found is None:
            return False
        given = [found[f"n{place}"] for place in range(len(new))]
        known = [self._names.simulated(name, self._store) != name for name in given]
        if len(set(given)) < len(given) or any(known):
            return False
        for name, other in zip(new, given, strict=True):
            self._names.take(name, other, self._store)
        return True

    def _pattern_of(self, text: str, new: list[str]) -> Iterator[str]:
        seen = set[str]()
        for part in _NAME.split(text):
            if part not in new:
                yield re.escape(self._names.real(part) or part)
            elif part in seen:
                yield f"(?P=n{new.index(part)})"
            else:
                seen.add(part)
                yield f"(?P<n{new.index(part)}>.+?)"
