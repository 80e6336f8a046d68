"""Judges what a scenario's rules ask for, besides the lesson or in its place."""

from collections.abc import Iterable, Mapping
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.spec import Invariant, Records, Rules
from consistent_messaging.checker.oracle import Violation, two_answers
from consistent_messaging.model.answers import is_answer
from consistent_messaging.model.store_records import is_document
from consistent_messaging.text.format import counted, short


class UnusableRuleError(Exception):
    """An invariant that cannot judge: it raises, answers now this and now that, or not at all."""


def broken_invariant(
    rules: Rules, records: Records, heard: Iterable[OutgoingMessage], *, at_rest: bool
) -> Violation | None:
    """Return the first invariant that does not hold of what is stored and of what was heard.

    Raises `UnusableRuleError` if one of them cannot say whether it does.
    """
    messages = tuple(sorted(heard, key=lambda message: message.message_id))
    for invariant in rules.invariants:
        if at_rest or invariant.when == "always":
            said = _asked(invariant, records, messages)
            if said is not True:
                why = f": {said}" if isinstance(said, str) and said else ""
                return Violation(invariant.anomaly, f"“{invariant.name}” does not hold{why}")
    return None


def answers_differ(heard: Iterable[OutgoingMessage]) -> Violation | None:
    """Return the request that was answered in two ways, if there is one."""
    known: dict[str, object] = {}
    for message in sorted(heard, key=lambda m: (m.message_id, repr(m.body))):
        if is_answer(message.message_id):
            first = known.setdefault(message.message_id, message.body)
            if first != message.body:
                return two_answers(message.message_id, first, message.body)
    return None


def sent_too_often(rules: Rules, times: Mapping[Any, int]) -> Violation | None:
    """Return the content that was sent more often than it may be; `times` says how often each."""
    for content, count in sorted(times.items(), key=lambda item: short(item[0])):
        if rules.most_sends is not None and count > rules.most_sends:
            often, most = counted(count, "time"), counted(rules.most_sends, "time")
            what = f"{short(content)} was sent {often}, and may be sent {most} at most"
            return Violation("duplicate", what, content=short(content))
    return None


def _asked(
    invariant: Invariant, records: Records, heard: tuple[OutgoingMessage, ...]
) -> bool | str:
    """Ask an invariant twice, each time with data of its own."""
    first, again = (_answer(invariant, plain(records), heard) for _ in range(2))
    if first != again:
        raise UnusableRuleError(
            f"{_named(invariant)} says {first!r} and then {again!r} of the same records. It may "
            "look only at what it is given."
        )
    return first


def _answer(
    invariant: Invariant, records: dict[str, dict[str, Any]], heard: tuple[OutgoingMessage, ...]
) -> bool | str:
    before = freeze(records)
    try:
        said = invariant.holds(records, heard)
    except Exception as error:
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f" in line {where.tb_lineno}" if where else ""
        raise UnusableRuleError(
            f"{_named(invariant)} raises {type(error).__name__}{line}: {error}. It is asked about "
            "every state, from the first one on, in which nothing has happened."
        ) from error
    if not isinstance(said, (bool, str)):
        raise UnusableRuleError(
            f"{_named(invariant)} returns {said!r}. It has to return True or False, or a text that "
            "says what is wrong."
        )
    if freeze(records) != before:
        raise UnusableRuleError(f"{_named(invariant)} changes the records. It may only look.")
    return said


def plain(records: Records) -> dict[str, dict[str, Any]]:
    """Return what the stores keep as plain data: of a document its dict."""
    return {
        store: {key: thaw(freeze(_content(record))) for key, record in by_key.items()}
        for store, by_key in records.items()
    }


def _content(record: Any) -> Any:
    return record.document if is_document(record) else record


def _named(invariant: Invariant) -> str:
    return f"The invariant “{invariant.name}”"
