"""Names that only have to differ from others: fresh ids and etags, and where they occur."""

import re
from dataclasses import is_dataclass
from typing import Any

from consistent_messaging.api.frozen_values import FrozenDict, FrozenList, field_names

NONE: frozenset[str] = frozenset()
FRESH = re.compile(r"new-\d+|v\d+")


def opaque_names(value: Any) -> frozenset[str]:
    """Return the fresh ids and etags that occur anywhere in a frozen value."""
    if isinstance(value, str):
        return frozenset(FRESH.findall(value)) if "new-" in value or value[:1] == "v" else NONE
    if isinstance(value, FrozenDict):
        return _union(part for item in value.items for part in item)
    if isinstance(value, FrozenList):
        return _union(value.items)
    if isinstance(value, (tuple, frozenset)):
        return _union(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _union(getattr(value, name) for name in field_names(type(value)))
    return NONE


def _union(parts: Any) -> frozenset[str]:
    found = NONE
    for part in parts:
        found |= opaque_names(part)
    return found
