"""Values as JSON text, and back: what a simulated store keeps, in a form that real stores take."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw, with_fields
from consistent_messaging.api.stores import StoredEvent

TYPE = "$type"
TUPLE = "tuple"
FLOAT = "float"
_KEPT_AS_NUMBER = re.compile(r"(?!-0\.0$)-?\d+\.\d+")


class JsonCodec:
    """Writes the values that a store takes as JSON, and reads them again as they were.

    A dataclass becomes an object with the name of its class in `$type`. So the codec has to know
    the classes: what is read never decides by itself what is imported. A tuple is an object as
    well, because a JSON array would come back as a list; so is a float that is not written as
    digits, such as 1e300 or -0.0: databases write it another way, or refuse it. A key that begins
    with `$` gets another one in front.
    """

    def __init__(self, *types: type[Any]) -> None:
        self._types: dict[str, type[Any]] = {}
        for kind in (*types, OutgoingMessage, StoredEvent):
            if not is_dataclass(kind):
                raise TypeError(f"JsonCodec takes dataclasses, not {kind!r}.")
            if kind.__name__ in (TUPLE, FLOAT):
                raise TypeError(f"JsonCodec needs the name {kind.__name__} itself; rename yours.")
            if self._types.setdefault(kind.__name__, kind) is not kind:
                raise TypeError(f"There are two classes named {kind.__name__}; rename one.")

    def encode(self, value: Any) -> str:
        """Return the value as JSON text, in which equal values have the same text.

        Raises `TypeError` for what no store takes, and for a class that the codec was not given.
        """
        plain = self._plain(thaw(freeze(value)))
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def decode(self, text: str) -> Any:
        """Return the value that the JSON text stands for.

        A field that is not in it has its default. Raises `TypeError` for a class that the codec was
        not given, and where the fields are not those of the class: another version of it wrote it.
        """
        return self._value(json.loads(text))

    def _plain(self, value: Any) -> Any:
        if isinstance(value, float) and not _KEPT_AS_NUMBER.fullmatch(repr(value)):
            return {TYPE: FLOAT, "text": repr(value)}
        if isinstance(value, Mapping):
            return {_escaped(key): self._plain(value[key]) for key in sorted(value)}
        if isinstance(value, tuple):
            return {TYPE: TUPLE, "items": [self._plain(item) for item in value]}
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        if not is_dataclass(value):
            return value
        kind = type(value).__name__
        if self._types.get(kind) is not type(value):
            raise TypeError(f"Give {kind} to JsonCodec: JsonCodec({kind}).")
        return {TYPE: kind} | {name: self._plain(getattr(value, name)) for name in _names(value)}

    def _value(self, plain: Any) -> Any:
        if isinstance(plain, list):
            return [self._value(item) for item in plain]
        if not isinstance(plain, dict):
            return plain
        kind = plain.get(TYPE)
        if kind is None:
            return {key: self._value(plain[_escaped(key)]) for key in sorted(_unescaped(plain))}
        if kind == TUPLE:
            return tuple([self._value(item) for item in plain["items"]])
        if kind == FLOAT:
            return float(plain["text"])
        if kind not in self._types:
            raise TypeError(f"Give the class {kind} to JsonCodec: it is in what was read.")
        empty = object.__new__(self._types[kind])
        unknown = sorted(plain.keys() - {TYPE, *_names(empty)})
        if unknown:
            raise TypeError(f"What was read has {unknown[0]!r}, which the class {kind} has not.")
        return with_fields(empty, [self._field(field, plain, kind) for field in fields(empty)])

    def _field(self, field: Field[Any], plain: dict[str, Any], kind: str) -> Any:
        if field.name in plain:
            return self._value(plain[field.name])
        if field.default is not MISSING:
            return field.default
        if field.default_factory is not MISSING:
            return field.default_factory()
        raise TypeError(
            f"What was read has no {field.name!r}, which the class {kind} has. Give it a default."
        )


def _names(value: Any) -> list[str]:
    return [field.name for field in fields(value)]


def _escaped(key: str) -> str:
    return f"${key}" if key.startswith("$") else key


def _unescaped(plain: dict[str, Any]) -> Iterator[str]:
    return (key.removeprefix("$") for key in plain)
