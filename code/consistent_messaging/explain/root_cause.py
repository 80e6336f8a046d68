"""Why a history ends badly: the line at which it was decided, and the four steps that matter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker.causes import cause_of, wrong_write
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.explain import trace
from consistent_messaging.explain.event_labels import EventLabels
from consistent_messaging.explain.line_trace import LineTrace
from consistent_messaging.explain.places import (
    Chain,
    Place,
    parting,
    passed_by,
    place_of,
    turned_away,
)
from consistent_messaging.explain.timeline import Timeline
from consistent_messaging.model.actions import ACK, KINDS, STALE_READ
from consistent_messaging.simulation.attempt import shares_a_message
from consistent_messaging.text.format import short

MOST_BEATS = 4


@dataclass(frozen=True)
class EndedAttempt:
    """An attempt as it was when it ended: where it has been, and what it was going to publish."""

    label: str
    line_trace: LineTrace
    outgoing: tuple[str, ...]
    returned: bool


@dataclass(frozen=True)
class RootCause:
    """Why it ends badly, in a sentence; the line of the learner's to look at, and its sentence."""

    why: str = ""
    line: int | None = None
    sentence: str = ""


@dataclass(frozen=True)
class Evidence:
    """All that a history shows: its moments and attempts, and where each step was decided.

    `places` are by the numbers of steps; `effects` are the steps that changed the state.
    """

    timeline: Timeline
    moments: Sequence[trace.Moment]
    ended: Sequence[EndedAttempt]
    places: Mapping[int, Place]
    effects: Collection[int]
    source: str

    def of_line(self, line: int) -> str:
        """Return a line of the learner's."""
        return self.source.splitlines()[line - 1].strip()


def root_cause_of(evidence: Evidence, wrong: Violation) -> RootCause:
    """Return the reason for what is wrong with a history, as far as it can be known."""
    why = cause_of(wrong, evidence.timeline.history, evidence.effects)
    if wrong.anomaly == "lost":
        if why:
            return _sent_in_vain(evidence, wrong, why)
        expected, got = evidence.timeline.expected, evidence.timeline.got
        missing = [text for text, due in expected.items() if got.get(text, 0) < due]
        for way in (_lost_unnoticed, _left_out, _decided_again, _fell_silent, _never_made):
            for text in missing:
                reason = way(text, evidence)
                if reason:
                    return reason
        return RootCause()
    if wrong.anomaly == "stuck":
        return _loop(evidence)
    write = wrong_write(wrong, evidence.timeline.history, evidence.effects)
    if write:
        who = write.step.attempt
        return _here(evidence, write.step.number, why, f"{who} {write.does} here")
    return _published_too_much(evidence, wrong) or RootCause(why)


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


def _here(evidence: Evidence, number: int, why: str, sentence: str) -> RootCause:
    """Return a reason with the line of the step that has this number."""
    place = evidence.places.get(number)
    return RootCause(why, place.line if place else None, f"{sentence}{place or ''}.")


def _loop(evidence: Evidence) -> RootCause:
    """Say what happens again and again, where two attempts at a message fail in the same way."""
    failed = [m for m in evidence.moments if m["end"] == "failed" and not m["fault"]]
    if len(failed) < 2:
        return RootCause()
    before, last = failed[-2:]
    same = str(before["attempt"]), str(last["attempt"])
    if before["sentence"].replace(*same) != last["sentence"]:
        return RootCause()
    both = f"steps {before['number']} and {last['number']}"
    why = f"{same[1]} fails as {same[0]} did ({both}), and so will every attempt after it."
    return _here(evidence, last["number"], why, f"{same[1]} fails here")


def _sent_in_vain(evidence: Evidence, wrong: Violation, why: str) -> RootCause:
    """Point at the line that sent what was ignored."""
    sends = [m for m in evidence.moments if m["sent"] and m["sent"]["content"] == wrong.content]
    if not sends:
        return RootCause(why)
    return _here(evidence, sends[-1]["number"], why, f"{sends[-1]['attempt']} sends it here")


def _lost_unnoticed(text: str, evidence: Evidence) -> RootCause | None:
    """Say in which step what is missing was sent, if it was lost there and nobody was told."""
    for moment in evidence.moments:
        sent, told = moment["sent"], KINDS[moment["action"][0]].answer
        if sent and sent["content"] == text and not sent["left"] and told is None:
            number, who = moment["number"], moment["attempt"]
            why = f"{who} sends {text} in step {number}. It is lost, and nobody is told."
            return _here(evidence, number, why, f"{who} sends it here")
    return None


def _left_out(text: str, evidence: Evidence) -> RootCause | None:
    """Say which attempt left out what an earlier one at the same message had decided to publish."""
    returned = [past for past in evidence.ended if past.returned]
    for first in returned:
        if text not in first.outgoing:
            continue
        others = [p for p in returned if p is not first]
        for second in (p for p in others if shares_a_message(p.label, first.label)):
            if text not in second.outgoing:
                return _parting(text, first, second, evidence)
    return None


def _decided_again(text: str, evidence: Evidence) -> RootCause | None:
    """Say which attempt left out what an earlier one had not come to, though it had stored."""
    sent = {(m["attempt"], m["sent"]["content"]) for m in evidence.moments if m["sent"]}
    stored = {m["attempt"] for m in evidence.moments if m["number"] in evidence.effects}
    talkers = {attempt for attempt, _ in sent}
    kind = text.partition("(")[0]
    for first in (p for p in evidence.ended if not p.returned and p.label in stored):
        for second in evidence.ended:
            if not second.returned or not shares_a_message(second.label, first.label):
                continue
            if second.label not in talkers or {(p.label, text) for p in (first, second)} & sent:
                continue
            line = turned_away(evidence.source, second.line_trace.lines, kind)
            why = (
                f"{first.label} was gone before it had sent {text}. {second.label} decided again, "
                "and didn't include it."
            )
            return RootCause(why, line, _without(kind, second, line) if line else "")
    return None


def _without(kind: str, attempt: EndedAttempt, line: int) -> str:
    """Say that an attempt decides in a line to go on without a kind of content."""
    chains = attempt.line_trace.chains
    place = place_of(next(c for c in chains if c[-1][1] == line), chains)
    called = ""
    if place and place.helper:
        called = f", in {place.helper}, called from line {place.line} of {place.function}"
    value = _as(attempt.line_trace.decided.get(line))
    return f"Here {attempt.label} goes on without {kind}{called}{value}."


def _never_made(text: str, evidence: Evidence) -> RootCause | None:
    """Say that no line makes what is missing, where the message was handled in one attempt."""
    kind = text.partition("(")[0]
    if "(" not in text or f"{kind}(" in evidence.source:
        return None
    return RootCause(f"No line of the code makes {text}.")


def _fell_silent(_: str, evidence: Evidence) -> RootCause | None:
    """Say which attempt returned without a word after an earlier one at its message was gone."""
    talkers = {moment["attempt"] for moment in evidence.moments if moment["sent"]}
    for first in (past for past in evidence.ended if not past.returned):
        for second in evidence.ended:
            both = {first.label, second.label}
            same = shares_a_message(second.label, first.label)
            if second.returned and same and not both & talkers:
                why = (
                    f"{first.label} was gone before it had sent anything. "
                    f"{second.label} returned without sending anything."
                )
                return _silent_in(second, first, why, evidence)
    return None


def _silent_in(
    second: EndedAttempt, first: EndedAttempt, why: str, evidence: Evidence
) -> RootCause:
    """Point at an outdated answer, an early return, or the branch that passed by what sends."""
    line_trace = second.line_trace
    stale = [m for m in evidence.moments if m["action"][0] == STALE_READ.mark]
    if stale and stale[-1]["attempt"] == second.label:
        number = stale[-1]["number"]
        why = f"{why} In step {number} it got an outdated answer."
        return _here(evidence, number, why, f"{second.label} gets an outdated answer here")
    place = line_trace.place()
    if place and evidence.of_line(place.line).startswith("return"):
        return RootCause(why, place.line, f"Here {second.label} returns{place}.")
    skipped = passed_by(evidence.source, line_trace.lines)
    if skipped:
        branch, sending = skipped
        sentence = f"Here {second.label} passes by line {sending}, which sends"
        return RootCause(why, branch, f"{sentence}{_as(line_trace.decided.get(branch))}.")
    one, other = first.line_trace.chains, line_trace.chains
    chain = parting(one, other, len(one))
    if chain is None:
        return RootCause(why)
    return RootCause(why, chain[-1][1], f"{_another_way(first, second, chain)}.")


def _parting(text: str, first: EndedAttempt, second: EndedAttempt, evidence: Evidence) -> RootCause:
    why = (
        f"{first.label} decided to publish {text}, and was gone before that was sent. "
        f"{second.label} decided again, and didn't include it."
    )
    one, other = first.line_trace.chains, second.line_trace.chains
    made_at = _made_at(text, first, set(second.line_trace.lines), evidence)
    chain = parting(one, other, made_at)
    if chain is None:
        place = first.line_trace.place(made_at)
        line = place.line if place else None
        return RootCause(why, line, f"Here {first.label} published it{place or ''}.")
    return RootCause(why, chain[-1][1], f"{_another_way(first, second, chain)}.")


def _another_way(first: EndedAttempt, second: EndedAttempt, chain: Chain) -> str:
    """Say that two attempts part at a line, and by which values."""
    sentence = f"Here {second.label} goes another way than {first.label} did"
    caller = place_of(chain, second.line_trace.chains)
    if caller and caller.helper:
        sentence += f", in {caller.helper}, called from line {caller.line} of {caller.function}"
    values = [past.line_trace.decided.get(chain[-1][1]) for past in (first, second)]
    if all(values) and values[0] != values[1]:
        sentence += f": {values[1]}, where it was {values[0]}"
    return sentence


def _as(decided: str | None) -> str:
    return f": {decided}" if decided else ""


def _made_at(text: str, first: EndedAttempt, seen: set[int], evidence: Evidence) -> int:
    """Return where among its lines an attempt made a content that the other one did not make.

    That is a line which names its kind and which the other did not run; or else that in which it
    was published.
    """
    lines, published = first.line_trace.lines, first.line_trace.published
    kind = text.partition("(")[0]
    for at, line in enumerate(lines):
        if line not in seen and f"{kind}(" in evidence.of_line(line):
            return at
    place = first.outgoing.index(text)
    return published[place] if place < len(published) else len(lines) - 1


def _published_too_much(evidence: Evidence, wrong: Violation) -> RootCause | None:
    """Point at the line that published what nobody expected."""
    timeline = evidence.timeline
    extra = [text for text, count in timeline.got.items() if count > timeline.expected.get(text, 0)]
    sends = [(m, m["sent"]["content"]) for m in evidence.moments if m["sent"]]
    unexpected = [(m, what) for m, what in sends if what in {*extra, wrong.content}]
    if not unexpected:
        return None
    last, what = unexpected[-1]
    if last["action"][0] == ACK.mark:  # the answer to a request, which the handler has returned
        return RootCause(f"{last['attempt']} answered {what} in step {last['number']}.")
    why = f"{last['attempt']} sent {what} in step {last['number']}."
    return _here(evidence, last["number"], why, f"{last['attempt']} publishes {what} here")


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
