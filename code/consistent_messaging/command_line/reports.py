"""What the command line prints: the rows of a check, and a history as a timeline."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from consistent_messaging.checker.reachability import MEANING, Risk
from consistent_messaging.exercise.rows import Report, Row
from consistent_messaging.explain.timeline import Moment, Timeline
from consistent_messaging.model.state import ImpossibleActionError

BANDS: dict[Risk, str] = {"safe": "│", "at risk": "▒", "doomed": "█", "unknown": "┊"}
PLAIN, BOLD, GOOD, BAD = "\033[0m", "\033[1m", "\033[32m", "\033[33m"
MARKS = {"holds": "✓", "unknown": "?"}


def check_as_json(report: Report) -> dict[str, Any]:
    """Return what a machine wants to know of a check; the first row that does not hold counts."""
    broken = next((row for row in report.rows if row.verdict != "holds"), None)
    history = broken.history if broken else None
    wrong = broken is not None and history is not None and broken.verdict != "not yet"
    said = report.problem or broken
    searches = [row.search for row in report.rows if row.search]
    return {
        "verdict": report.verdict,
        "anomaly": broken.verdict if broken and wrong else None,
        "message": said.message if said else "",
        "faults": history.faults if history else None,
        "steps": len(history.steps) if history else None,
        "states": sum(search.states for search in searches),
        "seconds": report.seconds,
        "scope": "; ".join(dict.fromkeys(str(search.scope) for search in searches)),
        "schedule": history.schedule if history else None,
        "code": report.code,
        "rows": [_row_as_json(row) for row in report.rows],
    }


def check_as_text(
    report: Report,
    *,
    colour: bool = False,
    title: Callable[[Row], str] = lambda row: row.title,
    told: Callable[[Row], str] = lambda row: str(row.history),
) -> str:
    """Return the rows, each by its `title`, and the first history that breaks one, as it is `told`.

    What else a row says stands below it: the message, or what a check that holds has not seen.
    """
    lines = [report.problem.text] if report.problem else []
    said: dict[str, str] = {}
    last = ""
    for row in report.rows:
        word = f"{MARKS.get(row.verdict, '✕')} {row.verdict:13}"
        painted = _painted(word, GOOD if row.verdict == "holds" else BAD, colour)
        lines.append(f"{painted} {title(row)}{f'  ({row.scope})' if row.scope else ''}")
        if row.message:
            message = f"{row.message}{f' (line {row.line})' if row.line else ''}"
            first_said = said.setdefault(message, title(row))
            above = "As above." if message == last else f"As in “{first_said}” above."
            lines.append(f"{'':16}{message if first_said == title(row) else above}")
            last = message
    first = next((row for row in report.rows if row.history), None)
    if first:
        lines += ["", _painted(title(first), BOLD, colour), "", told(first)]
        lines += ["", f"Schedule: {first.history.schedule if first.history else ''}"]
        lines += [f"Code:     {report.code}"]
    return "\n".join(lines)


def history_as_json(timeline: Timeline, code: str, found_with: str | None) -> dict[str, Any]:
    """Return every moment of a history, played with this code and once found with that."""
    return {
        "schedule": timeline.history.schedule,
        "code": code,
        "code_changed": None if found_with is None else code != found_with,
        "waiting": list(timeline.history.waiting),
        "anomaly": timeline.violation.anomaly if timeline.violation else None,
        "message": timeline.violation.message if timeline.violation else "",
        "point_of_no_return": timeline.point_of_no_return,
        "nearest_pass": timeline.nearest_pass,
        "expected": dict(timeline.expected),
        "got": dict(timeline.got),
        "moments": [asdict(moment) for moment in timeline.moments],
    }


def history_as_text(
    timeline: Timeline, code: str, found_with: str | None, *, colour: bool = False
) -> str:
    """Return a history as a timeline: one sentence a step, with what was at stake beside it."""
    lines = list(_timeline(timeline, colour))
    if timeline.violation:
        word = f"{timeline.violation.anomaly.capitalize()}:"
        lines += ["", f"{_painted(word, BAD, colour)} {timeline.violation.message}."]
    lines += ["", *timeline.history.outcome()]
    if timeline.nearest_pass:
        lines += ["", f"The nearest run that ends well: {timeline.nearest_pass}"]
    if found_with not in (None, code):
        lines += ["", f"{_changed(code, found_with)} Every step still happens."]
    return "\n".join(lines)


def impossible(error: ImpossibleActionError, code: str, found_with: str | None) -> str:
    """Say which step of a schedule is impossible, and what has changed if that is known."""
    if found_with is None:
        return str(error)
    if found_with != code:
        return f"{error} {_changed(code, found_with)}"
    rule = "so it is the schedule that was changed, or the course"
    return (
        f"Step {error.step} cannot happen. {error.problem} "
        f"The code is the one with which this history was found ({code}), {rule}."
    )


def _changed(code: str, found_with: str | None) -> str:
    return f"The code has changed since: it was {found_with}, and is {code}."


def _timeline(timeline: Timeline, colour: bool) -> Iterator[str]:
    before: Risk | None = None
    for moment in timeline.moments:
        if moment.risk != before:
            flag = "Point of no return: " if moment.risk == "doomed" else ""
            yield f"       {_risk(f'{flag}{moment.risk}', moment, colour)}, {MEANING[moment.risk]}"
            before = moment.risk
        yield f"{_risk(BANDS[moment.risk], moment, colour)} {moment.step}"
        for change in moment.changes:
            yield f"       {change.store} {change.key}: {change.after or 'gone'}"


def _risk(text: str, moment: Moment, colour: bool) -> str:
    return _painted(text, PLAIN if moment.risk == "safe" else BAD, colour)


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{PLAIN}" if colour else text


def _row_as_json(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "verdict": row.verdict,
        "message": row.message,
        "line": row.line,
        "scope": row.scope,
        "schedule": row.history.schedule if row.history else None,
    }
