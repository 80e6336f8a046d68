"""How values and steps are put into words, the same everywhere."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import FrozenDict, FrozenList, thaw
from consistent_messaging.api.stores import Blob, StoredDocument, Stream
from consistent_messaging.execution.replay import Answer, Call

LONGEST_DOCUMENT = 160  # characters of a document within a sentence
LONGEST_TEXT = 80  # characters of a text within a message or a document
BEGINNING = 20  # characters of a longer one
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # another one each time
THE_STORE_OF_DOCUMENTS = "blobs"  # which a sentence about a document need not name


def short(value: object) -> str:
    """Write a message as a person would: `ItemAdded(order-7, apple) with token new-1`."""
    if isinstance(value, OutgoingMessage):
        carried = ", ".join(f"{name} {header}" for name, header in thaw(value.headers).items())
        return f"{short(value.body)} with {carried}" if carried else short(value.body)
    if isinstance(value, (FrozenDict, FrozenList)):
        return document(value)
    if is_dataclass(value) and not isinstance(value, type):
        values = ", ".join(brief(str(getattr(value, field.name))) for field in fields(value))
        return f"{type(value).__name__}({values})"
    return _ADDRESS.sub("", repr(value))


def document(value: Any) -> str:
    """Write a document with as little as can be: `{items: [apple], outbox: {A: None}}`."""
    plain = thaw(value) if isinstance(value, (FrozenDict, FrozenList)) else value
    if isinstance(plain, dict):
        return f"{{{', '.join(f'{key}: {document(held)}' for key, held in plain.items())}}}"
    if isinstance(plain, list):
        return f"[{', '.join(map(document, plain))}]"
    return brief(plain) if isinstance(plain, str) else short(plain)


def brief(text: str) -> str:
    """Write a text, or the beginning of a long one."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:BEGINNING].rstrip()}…"


def shown(state: Any) -> str:
    """Write a state: a tuple or a list as its items, and an empty one as nothing."""
    if isinstance(state, (tuple, list)):
        return ", ".join(brief(str(item)) for item in state) or "nothing"
    return str(state)


def counted(count: int, noun: str) -> str:
    """Write a number of things: `no events`, `1 event`, `1,131 events`."""
    many = f"{noun[:-1]}ies" if noun.endswith("try") else f"{noun}s"
    return f"no {many}" if count == 0 else f"{count:,} {noun if count == 1 else many}"


def listed(names: Iterable[str]) -> str:
    """Write several names: `A`, `A and B`, `A, B and C`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def recorded(record: Any) -> str:
    """Write what a store keeps under one key."""
    if isinstance(record, Stream):
        return ", ".join(f"{short(e.body)} caused by {e.caused_by}" for e in record.events)
    if isinstance(record, StoredDocument):
        return document(record.document)
    return "there" if record is True else document(record)


def sentence_of(call: Call, answer: Answer) -> str:
    """Tell one call as a verb, what it was about, and what came of it."""
    about = [short(argument) for argument in call.arguments]
    key = str(call.arguments[0]) if call.arguments else call.port
    end = why_not(*answer.error) if answer.error else ""
    value = answer.value
    where = "" if call.port == THE_STORE_OF_DOCUMENTS else f" in the {_store(call)}"
    match call.operation:
        case "read":
            found = counted(len(value.events), "event") if isinstance(value, Stream) else ""
            return f"reads {key}: {end or found}."
        case "append":
            appended = [short(getattr(e, "body", e)) for e in _items(call.arguments[1:2])]
            bodies = ", ".join(appended) or "nothing"
            return f"appends {bodies} to {key}: {end or f'version {value}'}."
        case "get":
            found = cut(short(value.document) if isinstance(value, Blob) else short(value))
            return f"reads {key}{where}: {end or ('not there' if value is None else found)}."
        case "put":
            written = cut(about[1]) if len(about) > 1 else ""
            return f"writes {key}{where}: {end or written}."
        case "send":
            return f"sends {about[0]}{f': {end}' if end else ''}."
        case "contains" | "exists":
            return (
                f"asks the {_store(call)} for {key}: {end or ('there' if value else 'not there')}."
            )
        case "claimed_by":
            return f"asks who claimed {key}: {end or value or 'nobody'}."
        case "try_claim":
            claim_id = [*call.arguments, *(value for _, value in call.keywords)][-1]
            end = end or ("" if value else "it is claimed already")
            return f"claims {key} as {claim_id}{f': {end}' if end else ''}."
        case "add" | "create" | "delete":
            verb = {"add": "marks", "create": "creates", "delete": "removes"}[call.operation]
            return f"{verb} {key} in the {_store(call)}{f': {end}' if end else ''}."
    return f"calls {call}: {end or short(value)}."


def why_not(error: type[Exception], text: str) -> str:
    """Say why nothing came of a call."""
    return (
        "the request is lost" if issubclass(error, TimeoutError) else f"refused. {text}".rstrip(".")
    )


def cut(text: str) -> str:
    """Write a text as far as a sentence has room for it."""
    return text if len(text) <= LONGEST_DOCUMENT else f"{text[:LONGEST_DOCUMENT]}…"


def _items(arguments: tuple[Any, ...]) -> list[Any]:
    found = arguments[0] if arguments else ()
    if isinstance(found, FrozenList):
        return list(found.items)
    return list(found) if isinstance(found, tuple) else [found]


def _store(call: Call) -> str:
    return call.port.replace("_", " ")
