"""How values of a handler and records of the stores are shown: in a line, without running any of
the learner's code."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.frozen_values import PLAIN, FrozenDict, FrozenList, thaw
from consistent_messaging.api.stores import Blob, StoredEvent, Stream, TableRow
from consistent_messaging.execution.calls import is_port
from consistent_messaging.model.store_records import is_document
from consistent_messaging.text.format import brief, counted, short

LONGEST = 160  # characters of a value that are shown
DEEPEST = 4
_NOT_SHOWN = (MessageContext, FunctionType, BuiltinFunctionType, MethodType, ModuleType, type)
_BRACKETS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", FrozenList: "[]"}


def shown_names(names: Mapping[str, Any], *, but: object = None) -> dict[str, str]:
    """Return a frame's names with their values; stores and `but`, the message, are left out."""
    return {
        name: cut(shown_value(value))
        for name, value in names.items()
        if not (name == "self" or _is_left_out(value))
        and not (but is not None and type(value) is type(but) and value == but)
    }


def shown_value(value: Any, depth: int = 0) -> str:
    """Write any value. Objects of a class of the learner's are written as their attributes."""
    if depth > DEEPEST:
        return "…"
    match value:
        case Stream():
            return f"version {value.version}, {counted(len(value.events), 'event')}"
        case Blob():
            return f"{shown_value(value.document, depth + 1)}, {value.etag}"
        case TableRow():
            return f"{shown_value(value.value, depth + 1)}, {value.version}"
        case StoredEvent():
            return f"{short(value.body)}, caused by {value.caused_by}"
        case OutgoingMessage():
            return short(value)
        case MessageContext():
            return f"context of {value.message_id}"
        case BaseException():
            return type(value).__name__
        case FrozenDict() | dict():
            items = value.items if isinstance(value, FrozenDict) else value.items()
            return f"{{{', '.join(f'{k}: {shown_value(v, depth + 1)}' for k, v in items)}}}"
    if type(value) in _BRACKETS:
        return _in_brackets(value, depth)
    if isinstance(value, PLAIN):
        return repr(brief(value) if isinstance(value, str) else value)
    if is_dataclass(value):
        plain = all(isinstance(getattr(value, field.name), PLAIN) for field in fields(value))
        return short(value) if plain else _attributes(value, depth)
    return _attributes(value, depth)


def lines_of(record: Any) -> list[str]:
    """Return what a store keeps under one key, in lines that can be compared one by one."""
    if isinstance(record, Stream):
        return [shown_value(event) for event in record.events]
    if is_document(record):
        return list(_flat(thaw(record[0])))
    return [] if record is True else [shown_value(record)]


def version_of(record: Any) -> str:
    """Return the version of a stream, or the etag of a document."""
    if isinstance(record, Stream):
        return f"v{record.version}"
    if isinstance(record, Blob):
        return record.etag
    return str(record[1]) if is_document(record) else ""


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text anywhere in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (FrozenDict, dict)):
        for key, item in value.items if isinstance(value, FrozenDict) else value.items():
            yield key
            yield from texts_in(item)
    elif isinstance(value, (FrozenList, list, tuple, set, frozenset)):
        for item in value.items if isinstance(value, FrozenList) else value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))


def cut(text: str) -> str:
    """Return the text, or its beginning if it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _in_brackets(value: Any, depth: int) -> str:
    left, right = tuple(_BRACKETS[type(value)])
    items = [shown_value(item, depth + 1) for item in getattr(value, "items", value)]
    if left == "{":
        items.sort()  # a set has no order of its own that would be the same in every run
    return f"{left}{', '.join(items)}{right}"


def _attributes(value: Any, depth: int) -> str:
    names = getattr(value, "__dict__", {})
    shown = {name: item for name, item in names.items() if not _is_left_out(item)}
    if not shown:
        return type(value).__name__
    return ", ".join(f"{name} {shown_value(item, depth + 1)}" for name, item in shown.items())


def _is_left_out(value: Any) -> bool:
    return is_port(value) or isinstance(value, _NOT_SHOWN)


def _flat(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(not isinstance(item, PLAIN) for item in value):
        for place, item in enumerate(value):
            yield from _flat(item, f"{path}[{place}]")
    else:
        yield f"{path}: {shown_value(value)}" if path else shown_value(value)
