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

    Simulated names are those that a history shows, so that none is given twice.
    """

    def __init__(self) -> None:
        self._real: dict[str, str] = {}
        self._simulated: dict[str, str] = {}

    def take(self, simulated: str, real: str) -> None:
        """Take note of a name that both worlds have just given."""
        self._real[simulated], self._simulated[real] = real, simulated

    def same(self, simulated: Any, real: Any) -> bool:
        """True if two frozen values are the same; names that were not met before are taken note of.

        If they are not the same, none is.
        """
        before = dict(self._real), dict(self._simulated)
        if self._alike(simulated, real):
            return True
        self._real, self._simulated = before
        return False

    def with_simulated_ids(self, value: Any) -> Any:
        """Return a frozen value of the real world with the simulated ids in it; etags stay."""
        if isinstance(value, str):
            return _ID.sub(lambda found: self._simulated.get(found[0], found[0]), value)
        if isinstance(value, FrozenDict):
            items = [tuple(map(self.with_simulated_ids, item)) for item in value.items]
            return FrozenDict(tuple(sorted(items, key=lambda item: item[0])))  # type: ignore[arg-type]  # pairs
        if isinstance(value, FrozenList):
            return FrozenList(tuple(map(self.with_simulated_ids, value.items)))
        if isinstance(value, tuple):
            changed = [self.with_simulated_ids(item) for item in value]
            return type(value)(*changed) if hasattr(value, "_fields") else tuple(changed)
        if is_dataclass(value) and not isinstance(value, type):
            return with_fields(value, map(self.with_simulated_ids, field_values(value)))
        return value

    def _alike(self, simulated: Any, real: Any) -> bool:
        if isinstance(simulated, str) and isinstance(real, str):
            return simulated == real or self._alike_texts(simulated, real)
        if isinstance(simulated, FrozenDict) and isinstance(real, FrozenDict):
            return self._alike_dicts(dict(simulated.items), dict(real.items))
        if isinstance(simulated, tuple) and isinstance(real, tuple):
            same_size = len(simulated) == len(real)
            return same_size and all(map(self._alike, simulated, real))
        if type(simulated) is not type(real):
            return False
        if isinstance(simulated, FrozenList):
            return self._alike(simulated.items, real.items)
        if is_dataclass(simulated) and not isinstance(simulated, type):
            return self._alike(field_values(simulated), field_values(real))
        return bool(simulated == real)

    def _alike_dicts(self, simulated: dict[str, Any], real: dict[str, Any]) -> bool:
        """Compare by keys; where a name is a part of the key, by that of the other world."""
        if len(simulated) != len(real):
            return False
        left = dict(real)
        for key in sorted(simulated, key=self._is_new):
            match = next((other for other in left if self._alike(key, other)), None)
            if match is None or not self._alike(simulated[key], left.pop(match)):
                return False
        return True

    def _is_new(self, text: str) -> bool:
        return any(name not in self._real for name in _NAME.findall(text))

    def _alike_texts(self, simulated: str, real: str) -> bool:
        """Compare texts with names in them; what stands in the place of a new one is its name."""
        new = list(dict.fromkeys(n for n in _NAME.findall(simulated) if n not in self._real))
        found = re.fullmatch("".join(self._pattern_of(simulated, new)), real, re.DOTALL)
        if found is None or found[0] == "" or not _NAME.search(simulated):
            return False
        names = [found[f"n{place}"] for place in range(len(new))]
        if len(set(names)) < len(names) or any(name in self._simulated for name in names):
            return False
        for name, other in zip(new, names, strict=True):
            self.take(name, other)
        return True

    def _pattern_of(self, text: str, new: list[str]) -> Iterator[str]:
        seen = set[str]()
        for part in _NAME.split(text):
            if part in self._real:
                yield re.escape(self._real[part])
            elif part not in new:
                yield re.escape(part)
            elif part in seen:
                yield f"(?P=n{new.index(part)})"
            else:
                seen.add(part)
                yield f"(?P<n{new.index(part)}>.+?)"
