"""The sentence for a call on a store of one's own: what was asked, what came of it, row by row."""

from collections.abc import Iterable
from typing import Any

from consistent_messaging.api.frozen_values import PLAIN, thaw
from consistent_messaging.api.stores import Table
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.text.format import cut, listed, recorded, sentence_of, short, why_not

Changes = Iterable[tuple[str, Any]]
"""The records that a call wrote, by their keys; None for one that it removed."""


def sentence_for(call: Call, answer: Answer, changes: Changes = ()) -> str:
    """Return a call as a verb, what it was about, and what came of it.

    The library has words for its own stores; of another one, `changes` are told as well:
    `calls leases.take(order-7, A): True; writes order-7: A.`
    """
    asked = call.asks_for
    if asked is None or (asked.is_ours and not _is_a_table(call)):
        return sentence_of(call, answer)
    if asked.is_ours:
        return sentence_of_rows(call, answer)
    changes = list(changes)
    what = f"calls {call}({', '.join(_arguments(call, in_full=not changes))})"
    came = [part for part in (_came_to(call, answer), *row_by_row(changes)) if part]
    return f"{what}{': ' if came else ''}{'; '.join(came)}."


def heading_of(call: Call) -> str:
    """Return a call as a verb and what it was about, without what came of it."""
    asked = call.asks_for
    if asked is None or (asked.is_ours and not _is_a_table(call)):
        if call.operation == "put":
            return f"writes {call.about}"
        sentence = sentence_of(call, Answer())
        return sentence.rpartition(":")[0] if ": " in sentence else sentence.rstrip(".")
    if asked.is_ours:
        return sentence_of_rows(call, Answer()).partition(": ")[0]
    return f"calls {call}({', '.join(_arguments(call, in_full=False))})"


def sentence_of_rows(call: Call, answer: Answer) -> str:
    """Return what was asked of a table and what came of it, row by row."""
    table, end = call.port.replace("_", " "), why_not(*answer.error) if answer.error else ""
    value: Any = answer.value
    match call.operation:
        case "get":
            found = cut(short(value.value)) if value else "not there"
            return f"reads {call.about} in the {table}: {end or found}."
        case "find":
            keys = [row.key for row in value.items] if value else []
            found = listed(keys) if keys else "nothing"
            return f"looks for {call.about or 'all rows'} in the {table}: {end or found}."
        case "insert":
            row = dict(call.keywords).get("value", call.arguments[-1])
            return f"inserts {call.about} into the {table}: {end or cut(short(row))}."
    rows = row_by_row(_committed(call))
    return f"commits to the {table}: {end or '; '.join(rows) or 'nothing'}."


def row_by_row(changes: Changes) -> list[str]:
    """Return what was written and what was removed, each with the keys of its records."""
    changes = list(changes)
    wrote = [f"{key}: {cut(recorded(record))}" for key, record in changes if record is not None]
    removed = [key for key, record in changes if record is None]
    return [
        *([f"writes {', '.join(wrote)}"] if wrote else []),
        *([f"removes {', '.join(removed)}"] if removed else []),
    ]


def _is_a_table(call: Call) -> bool:
    return call.kind is not None and issubclass(call.kind, Table)


def _committed(call: Call) -> Changes:
    """Yield the rows of a commit, as they are given."""
    puts, deletes = call.arguments
    for rows in (puts, dict(call.keywords).get("inserts")):
        yield from thaw(rows or {}).items()
    for key in thaw(deletes):
        yield key, None


def _came_to(call: Call, answer: Answer) -> str:
    if answer.error:
        return why_not(*answer.error)
    if answer.value is None:
        return "nothing" if call.reads else ""
    return _shown(answer.value)


def _arguments(call: Call, *, in_full: bool) -> list[str]:
    """Return what was given; of a document that the rows show as well, only that there is one."""
    given = [("", value) for value in call.arguments]
    given += [(f"{name}=", value) for name, value in call.keywords]
    return [
        f"{name}{_shown(value) if in_full or isinstance(value, PLAIN) else '…'}"
        for name, value in given
    ]


def _shown(value: Any) -> str:
    return cut(value if isinstance(value, str) and value else short(value))
