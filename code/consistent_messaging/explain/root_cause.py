"""Why a history ends badly: the line at which it was decided, and the four steps that matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker.assertions import InconsistentError
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.explain.event_labels import Contents
from consistent_messaging.explain.line_trace import Footprint
from consistent_messaging.explain.timeline import Counterexample
from consistent_messaging.text.format import short

Json = dict[str, Any]
MOST_BEATS = 4


@dataclass(frozen=True)
class Past:
    """An attempt as it was when it ended: where it has been, and what it was going to publish."""

    label: str
    message: str
    footprint: Footprint
    outgoing: tuple[str, ...]
    returned: bool


@dataclass(frozen=True)
class Reason:
    """Why it ends badly, in a sentence; the line of the learner's to look at, and its sentence."""

    why: str = ""
    line: int | None = None
    sentence: str = ""


def reason_of(
    told: Counterexample,
    wrong: Violation,
    pasts: Sequence[Past],
    moments: Sequence[Json],
    source: str,
) -> Reason:
    """Return the reason for what is wrong with a history, as far as it can be known."""
    if wrong.anomaly == "lost":
        missing = [text for text, due in told.expected.items() if told.got.get(text, 0) < due]
        lines = source.splitlines()
        found = [_left_out(text, pasts, lines) for text in missing]
        return next((reason for reason in found if reason), _fell_silent(pasts, moments, lines))
    said = str(InconsistentError(wrong, told.history))
    why = said.partition(f"{wrong.message}.")[2].strip()
    if wrong.anomaly == "duplicate" and why:
        again = [m for m in moments if m["message"] == wrong.subject and _wrote(m)][-1]
        return Reason(why, again["line"], f"{again['attempt']} writes here what was there already.")
    return _published_too_much(told, moments) or Reason(why)


def beats_of(moments: Sequence[Json], reason: Reason, turn: int | None) -> list[Json]:
    """Return up to four steps that carry the story: number, and what it left in the state."""
    numbers = [m["number"] for m in moments]
    faults = [m["number"] for m in moments if m["fault"]]
    before = faults[0] if faults else turn or numbers[-1]
    writes = [m["number"] for m in moments if _wrote(m) and m["number"] < before]
    decides = [
        m["number"]
        for m in moments
        if reason.line is not None and (reason.line in m["ran"] or reason.line == m["line"])
    ]
    wrote = [m["number"] for m in moments if _wrote(m)]
    sent = [m["number"] for m in moments if m["sent"]]
    told = [*writes[-1:], *faults[:1], turn, *decides[-1:], *wrote[::-1], *sent[::-1], numbers[-1]]
    chosen = list(dict.fromkeys(n for n in told if n is not None))[:MOST_BEATS]
    return [_beat(moments, n) for n in sorted(chosen)]


def outcome_of(told: Counterexample, contents: Contents) -> list[Json]:
    """Return what was published: the content, how often it was expected, how often it came."""
    return [
        {
            "content": text,
            "message": contents.message_of.get(text),
            "expected": told.expected.get(text, 0),
            "got": told.got.get(text, 0),
        }
        for text in {**told.expected, **told.got}
    ]


def _left_out(text: str, pasts: Sequence[Past], source: Sequence[str]) -> Reason | None:
    """Say which attempt left out what an earlier one at the same message had decided to publish."""
    returned = [past for past in pasts if past.returned]
    for first in returned:
        if text not in first.outgoing:
            continue
        for second in (p for p in returned if p.message == first.message and p is not first):
            if text not in second.outgoing:
                return _parting(text, first, second, source)
    return None


def _fell_silent(pasts: Sequence[Past], moments: Sequence[Json], source: Sequence[str]) -> Reason:
    """Say which attempt returned without a word after an earlier one at its message was gone."""
    talkers = {moment["attempt"] for moment in moments if moment["sent"]}
    for first in (past for past in pasts if not past.returned):
        for second in (past for past in pasts if past.returned and past.message == first.message):
            if not {first.label, second.label} & talkers:
                why = (
                    f"{first.label} was gone before it had sent anything. "
                    f"{second.label} returned without sending anything."
                )
                line = second.footprint.line
                early = line and source[line - 1].lstrip().startswith("return")
                return Reason(why, line if early else None, f"Here {second.label} returns.")
    return Reason()


def _parting(text: str, first: Past, second: Past, source: Sequence[str]) -> Reason:
    lines, seen = first.footprint.lines, set(second.footprint.lines)
    before = lines[: _made_at(text, first, seen, source)]
    line = next((n for n in reversed(before) if n in seen), None)
    why = (
        f"{first.label} decided to publish {text}, and was gone before that was sent. "
        f"{second.label} decided anew, and left it out."
    )
    values = [past.footprint.decided.get(line or 0) for past in (first, second)]
    sentence = f"Here {second.label} goes another way than {first.label} did"
    if all(values) and values[0] != values[1]:
        sentence += f": {values[1]}, where it was {values[0]}"
    return Reason(why, line, f"{sentence}.")


def _made_at(text: str, first: Past, seen: set[int], source: Sequence[str]) -> int:
    """Return where among its lines an attempt made a content that the other one did not make.

    That is a line which names its kind and which the other did not run; or else that in which it
    was published.
    """
    lines, published = first.footprint.lines, first.footprint.published
    kind = text.partition("(")[0]
    for place, line in enumerate(lines):
        if line not in seen and f"{kind}(" in source[line - 1]:
            return place
    place = first.outgoing.index(text)
    return published[place] if place < len(published) else len(lines) - 1


def _published_too_much(told: Counterexample, moments: Sequence[Json]) -> Reason | None:
    """Point at the line that published what nobody expected."""
    extra = [text for text, count in told.got.items() if count > told.expected.get(text, 0)]
    sends = [m for m in moments if m["sent"] and m["sent"]["content"] in extra and m["line"]]
    if not sends:
        return None
    last = sends[-1]
    what = last["sent"]["content"]
    return Reason(
        f"{last['attempt']} sent {what} in step {last['number']}.",
        last["line"],
        f"{last['attempt']} publishes {what} here.",
    )


def _wrote(moment: Mapping[str, Any]) -> bool:
    return bool(moment["call"] and moment["call"]["wrote"])


def _beat(moments: Sequence[Json], number: int) -> Json:
    moment = moments[number - 1]
    before = moments[number - 2]["state"] if number > 1 else None
    state = moment["state"] if _wrote(moment) and moment["state"] != before else ""
    return {"number": number, "text": " ".join(filter(None, [moment["sentence"], state]))}


def texts_of(outgoing: Sequence[Any]) -> tuple[str, ...]:
    """Return the contents of messages as texts."""
    return tuple(short(message.body) for message in outgoing)
