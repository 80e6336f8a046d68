"""Values as JSON for other languages, by the rules of `docs/reference/history-format.md`."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import FrozenDict, FrozenList

TYPE = "$type"


def as_json(value: Any) -> Any:
    """Return a value as JSON.

    A tuple is an array, like a list. A dataclass and a named tuple are objects with their fields,
    and with the name of their class in `$type`. A dict with a key that begins with `$`, or with one
    that is no text, has its items in `entries`, and the type `dict`.
    """
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {TYPE: "float", "text": str(value)}
    if isinstance(value, FrozenDict):
        return _object(dict(value.items))
    if isinstance(value, FrozenList):
        return [as_json(item) for item in value.items]
    if isinstance(value, Mapping):
        return _object(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _typed(value, [field.name for field in fields(value)])
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return _typed(value, value._fields)
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((as_json(item) for item in value), key=repr)
    return {TYPE: type(value).__name__, "text": str(value)}


def message_as_json(message: OutgoingMessage) -> dict[str, Any]:
    """Return a message on its way out: its id, its body and its headers."""
    return {
        "id": message.message_id,
        "body": as_json(message.body),
        "headers": as_json(message.headers),
    }


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: as_json(item) for key, item in value.items()}
    entries = [[as_json(key), as_json(item)] for key, item in value.items()]
    return {TYPE: "dict", "entries": entries}


def _typed(value: Any, names: Any) -> dict[str, Any]:
    return {TYPE: type(value).__name__} | {name: as_json(getattr(value, name)) for name in names}
