"""Why a history ends badly: the line at which it was decided, and the four steps that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker.assertions import cause_of
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.explain import trace
from consistent_messaging.explain.event_labels import EventLabels
from consistent_messaging.explain.line_trace import LineTrace
from consistent_messaging.explain.timeline import Timeline
from consistent_messaging.text.format import short

MOST_BEATS = 4


@dataclass(frozen=True)
class EndedAttempt:
    """An attempt as it was when it ended: where it has been, and what it was going to publish."""

    label: str
    message: str
    line_trace: LineTrace
    outgoing: tuple[str, ...]
    returned: bool


@dataclass(frozen=True)
class RootCause:
    """Why it ends badly, in a sentence; the line of the learner's to look at, and its sentence."""

    why: str = ""
    line: int | None = None
    sentence: str = ""


def root_cause_of(
    timeline: Timeline,
    wrong: Violation,
    ended: Sequence[EndedAttempt],
    moments: Sequence[trace.Moment],
    source: str,
) -> RootCause:
    """Return the reason for what is wrong with a history, as far as it can be known."""
    if wrong.anomaly == "lost":
        missing = [
            text for text, due in timeline.expected.items() if timeline.got.get(text, 0) < due
        ]
        lines = source.splitlines()
        found = [_left_out(text, ended, lines) for text in missing]
        return next((reason for reason in found if reason), _fell_silent(ended, moments, lines))
    why = cause_of(wrong, timeline.history)
    if wrong.anomaly == "duplicate" and why:
        again = [m for m in moments if m["message"] == wrong.subject and _wrote(m)][-1]
        return RootCause(
            why, again["line"], f"{again['attempt']} writes here what was there already."
        )
    return _published_too_much(timeline, moments) or RootCause(why)


def beats_of(
    moments: Sequence[trace.Moment], reason: RootCause, turn: int | None
) -> list[trace.Beat]:
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
    carrying = [
        *writes[-1:],
        *faults[:1],
        turn,
        *decides[-1:],
        *wrote[::-1],
        *sent[::-1],
        numbers[-1],
    ]
    chosen = list(dict.fromkeys(n for n in carrying if n is not None))[:MOST_BEATS]
    return [_beat(moments, n) for n in sorted(chosen)]


def outcome_of(timeline: Timeline, labels: EventLabels) -> list[trace.Published]:
    """Return what was published: the content, how often it was expected, how often it came."""
    return [
        {
            "content": text,
            "message": labels.message_of.get(text),
            "expected": timeline.expected.get(text, 0),
            "got": timeline.got.get(text, 0),
        }
        for text in {**timeline.expected, **timeline.got}
    ]


def _left_out(text: str, ended: Sequence[EndedAttempt], source: Sequence[str]) -> RootCause | None:
    """Say which attempt left out what an earlier one at the same message had decided to publish."""
    returned = [past for past in ended if past.returned]
    for first in returned:
        if text not in first.outgoing:
            continue
        for second in (p for p in returned if p.message == first.message and p is not first):
            if text not in second.outgoing:
                return _parting(text, first, second, source)
    return None


def _fell_silent(
    ended: Sequence[EndedAttempt], moments: Sequence[trace.Moment], source: Sequence[str]
) -> RootCause:
    """Say which attempt returned without a word after an earlier one at its message was gone."""
    talkers = {moment["attempt"] for moment in moments if moment["sent"]}
    for first in (past for past in ended if not past.returned):
        for second in (past for past in ended if past.returned and past.message == first.message):
            if not {first.label, second.label} & talkers:
                why = (
                    f"{first.label} was gone before it had sent anything. "
                    f"{second.label} returned without sending anything."
                )
                line = second.line_trace.line
                early = line and source[line - 1].lstrip().startswith("return")
                return RootCause(why, line if early else None, f"Here {second.label} returns.")
    return RootCause()


def _parting(
    text: str, first: EndedAttempt, second: EndedAttempt, source: Sequence[str]
) -> RootCause:
    lines, seen = first.line_trace.lines, set(second.line_trace.lines)
    before = lines[: _made_at(text, first, seen, source)]
    line = next((n for n in reversed(before) if n in seen), None)
    why = (
        f"{first.label} decided to publish {text}, and was gone before that was sent. "
        f"{second.label} decided anew, and left it out."
    )
    values = [past.line_trace.decided.get(line or 0) for past in (first, second)]
    sentence = f"Here {second.label} goes another way than {first.label} did"
    if all(values) and values[0] != values[1]:
        sentence += f": {values[1]}, where it was {values[0]}"
    return RootCause(why, line, f"{sentence}.")


def _made_at(text: str, first: EndedAttempt, seen: set[int], source: Sequence[str]) -> int:
    """Return where among its lines an attempt made a content that the other one did not make.

    That is a line which names its kind and which the other did not run; or else that in which it
    was published.
    """
    lines, published = first.line_trace.lines, first.line_trace.published
    kind = text.partition("(")[0]
    for place, line in enumerate(lines):
        if line not in seen and f"{kind}(" in source[line - 1]:
            return place
    place = first.outgoing.index(text)
    return published[place] if place < len(published) else len(lines) - 1


def _published_too_much(timeline: Timeline, moments: Sequence[trace.Moment]) -> RootCause | None:
    """Point at the line that published what nobody expected."""
    extra = [text for text, count in timeline.got.items() if count > timeline.expected.get(text, 0)]
    sends = [(m, m["sent"]["content"]) for m in moments if m["sent"] and m["line"]]
    unexpected = [(moment, what) for moment, what in sends if what in extra]
    if not unexpected:
        return None
    last, what = unexpected[-1]
    return RootCause(
        f"{last['attempt']} sent {what} in step {last['number']}.",
        last["line"],
        f"{last['attempt']} publishes {what} here.",
    )


def _wrote(moment: trace.Moment) -> bool:
    return bool(moment["call"] and moment["call"]["wrote"])


def _beat(moments: Sequence[trace.Moment], number: int) -> trace.Beat:
    moment = moments[number - 1]
    before = moments[number - 2]["state"] if number > 1 else None
    state = moment["state"] if _wrote(moment) and moment["state"] != before else ""
    return {"number": number, "text": " ".join(filter(None, [moment["sentence"], state]))}


def texts_of(outgoing: Sequence[Any]) -> tuple[str, ...]:
    """Return the contents of messages as texts."""
    return tuple(short(message.body) for message in outgoing)
