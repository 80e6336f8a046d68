"""Judges a history: is it what some run would have shown in which each message came once?

The course knows five ways to be wrong. Each has one word, and every verdict uses it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any, Literal

from consistent_messaging.history import History
from consistent_messaging.lesson import Lesson
from consistent_messaging.scenario import MAX_DELIVERIES, Scenario
from consistent_messaging.wording import short

Anomaly = Literal["ghost", "lost", "duplicate", "contradictory", "leak"]


class InconsistentError(AssertionError):
    """A history that no run could have shown in which each message came exactly once."""

    def __init__(self, anomaly: Anomaly, message: str, history: History) -> None:
        super().__init__(f"{anomaly.capitalize()}: {message}")
        self.anomaly = anomaly
        self.history = history


@dataclass(frozen=True)
class _Outcome:
    """What one order of the messages leads to: the state, and the contents published."""

    state: Any
    published: Counter[object]


def assert_consistent(scenario: Scenario, history: History) -> None:
    """Raise `InconsistentError` unless some order of the distinct messages explains the history.

    The state in the stores and the contents sent must both match the same order. A message may be
    sent again as an exact copy, under the same id.
    """
    wrong = _what_is_wrong(scenario, history)
    if wrong:
        raise InconsistentError(*wrong, history)


def _what_is_wrong(scenario: Scenario, history: History) -> tuple[Anomaly, str] | None:
    lesson = scenario.lesson
    contents: dict[str, object] = {}
    for sent in history.sent:
        body = contents.setdefault(sent.message.message_id, sent.message.body)
        if body != sent.message.body:
            return "contradictory", (
                f"{short(body)} and {short(sent.message.body)} were sent under one id, "
                f"{sent.message.message_id}."
            )
    if history.waiting:
        return "lost", (
            f"{history.waiting[0]} was delivered {MAX_DELIVERIES} times and never acked, "
            "and nothing was the matter with the world by then."
        )
    state, published = lesson.state_in(history.records), Counter(contents.values())
    outcomes = [_outcome(lesson, scenario, order) for order in permutations(history.played)]
    if _Outcome(state, published) in outcomes:
        return None
    if state not in [outcome.state for outcome in outcomes]:
        return _wrong_state(scenario, history, state)
    nearest = min(outcomes, key=lambda outcome: _distance(outcome, state, published))
    return _wrong_messages(history, nearest.published, published)


def _outcome(lesson: Lesson, scenario: Scenario, order: tuple[str, ...]) -> _Outcome:
    state, published = lesson.initial, Counter[object]()
    for name in order:
        state, events = lesson.decide(state, scenario.messages[name])
        published.update(events)
    return _Outcome(state, published)


def _distance(outcome: _Outcome, state: Any, published: Counter[object]) -> tuple[bool, int]:
    missing, extra = outcome.published - published, published - outcome.published
    return outcome.state != state, missing.total() + extra.total()


def _wrong_state(scenario: Scenario, history: History, state: Any) -> tuple[Anomaly, str]:
    lesson, played = scenario.lesson, history.played
    once = _outcome(lesson, scenario, played).state
    holds = f"{lesson.subject} holds {_shown(state)}; handled once each, it holds {_shown(once)}."
    for names in _more_often(played):
        if state == _outcome(lesson, scenario, names).state:
            twice = next(name for name in played if names.count(name) > 1)
            return "duplicate", f"{twice} took effect twice. {holds} {_why_twice(history, twice)}"
    for names in _fewer(played):
        if state == _outcome(lesson, scenario, names).state:
            gone = next(name for name in played if name not in names)
            told = [sent for sent in history.sent if sent.attempt.startswith(f"{gone}·")]
            if told:
                what = short(told[0].message.body)
                return "ghost", f"{what} was sent, but {gone} left no trace. {holds}"
            return "lost", f"{gone} was acked and left no trace. {holds}"
    return "contradictory", f"No order of the messages leads to this. {holds}"


def _why_twice(history: History, name: str) -> str:
    """Say how the second attempt came to write: what it had read, and when."""
    calls = [s for s in history.steps if s.called and (s.attempt or "").startswith(f"{name}·")]
    writes = [step for step in calls if step.wrote]
    if len(writes) < 2:
        return ""
    first, second = writes[0], writes[-1]
    earlier = [step for step in calls if step.number < second.number and not step.wrote]
    reads = [step.number for step in earlier if step.attempt == second.attempt]
    if not reads:
        return f"{second.attempt} wrote without reading (step {second.number})."
    if reads[0] > first.number:
        return (
            f"{second.attempt} read what {first.attempt} had written (step {reads[-1]}), "
            f"and wrote it again (step {second.number})."
        )
    return (
        f"{second.attempt} read (step {reads[0]}) before {first.attempt} wrote "
        f"(step {first.number}), and still could write (step {second.number})."
    )


def _more_often(played: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in played:
        yield from dict.fromkeys(permutations((*played, name)))


def _fewer(played: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for count in reversed(range(len(played))):
        for names in combinations(played, count):
            yield from permutations(names)


def _wrong_messages(
    history: History, expected: Counter[object], published: Counter[object]
) -> tuple[Anomaly, str]:
    extra, missing = published - expected, expected - published
    for body in extra:
        if body not in expected:
            return "ghost", f"{short(body)} was sent, and nothing that was stored tells of it."
        ids = [s.message.message_id for s in history.sent if s.message.body == body]
        listed = " and ".join(dict.fromkeys(ids))
        return "duplicate", (
            f"{short(body)} was sent under different ids, {listed}. "
            "Whoever hears them takes them for different events."
        )
    body = next(iter(missing))
    if published[body]:
        return "lost", (
            f"{expected[body]} messages {short(body)} were due and {published[body]} was sent. "
            "Two that share one id are one to those who hear them."
        )
    return "lost", f"{short(body)} was never sent."


def _shown(state: Any) -> str:
    return (", ".join(map(str, state)) or "nothing") if isinstance(state, tuple) else str(state)
