"""What the checks say to a learner's own answers: in which history which event is lost, and when.

Every answer is compared with what the learner's own code does. Code that loses nothing leaves
nothing to answer. A history that loses something is not shown in full with what is said about
it: that would give the other answers away.
"""

import re
from dataclasses import dataclass
from types import ModuleType

from consistent_messaging.checker import check
from consistent_messaging.checks import NotYetError, Scope
from consistent_messaging.explain.timeline import Timeline, explain
from consistent_messaging.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError
from consistent_messaging.text.format import short, shown
from orders import FirstItemAdded, ItemAdded


@dataclass(frozen=True)
class Answers:
    """The answers in the learner's file; `scope` is where its code may lose something."""

    scenario: Scenario
    scope: Scope
    file: ModuleType

    def assert_history(self):
        if self._is_due("HISTORY", as_given=""):
            self._history()

    def assert_event(self):
        if not self._is_due("LOST", as_given=None):
            return
        lost = self._answer("LOST")
        if not isinstance(lost, (FirstItemAdded, ItemAdded)):
            rule = 'It has to be one event, such as ItemAdded("order-7", "bread").'
            raise NotYetError(f"LOST is {_said(lost)}. {rule}")
        timeline, name = self._history_first(), short(lost)
        if timeline.got.get(name, 0) >= timeline.expected.get(name, 0):
            state = self.scenario.lesson.state_in(timeline.history.records)
            raise NotYetError(_why_not_lost(lost, state, timeline))

    def assert_step(self):
        if not self._is_due("LOST_FROM_STEP", as_given=None):
            return
        number = self._answer("LOST_FROM_STEP")
        if not isinstance(number, int) or isinstance(number, bool):
            rule = "It has to be a number: that of a step in HISTORY."
            raise NotYetError(f"LOST_FROM_STEP is {_said(number)}. {rule}")
        wrong = _wrong_moment(number, self._history_first())
        if wrong:
            raise NotYetError(wrong)

    def _answer(self, name):
        return getattr(self.file, name, None)

    def _is_due(self, name, *, as_given):
        """Return False if the code loses nothing, so that nothing is there to be answered."""
        verdict = check(self.scenario, self.scope)
        if verdict.verdict == "pass":
            if self._answer(name) not in (as_given, None):
                rule = "Your code loses nothing, in any sequence: that is where item 5 leads."
                raise NotYetError(f"{rule} Leave {name} as it was in the beginning.")
            return False
        if verdict.anomaly != "lost" or not verdict.faults:
            raise NotYetError("The code comes first. The other checks say what is missing there.")
        return True

    def _history_first(self):
        try:
            return self._history()
        except NotYetError:
            rule = "HISTORY comes first. The check of it says what is missing there."
            raise NotYetError(rule) from None

    def _history(self) -> Timeline:
        """Return what happens in HISTORY; raise unless an event is lost there."""
        answer = self._answer("HISTORY")
        schedule = _schedule(answer)
        if not self.scenario.names_in(schedule):
            where = "Press Run, and copy the last line of its output between the quotes."
            raise NotYetError(f"HISTORY is {_said(answer)}. {where}")
        try:
            timeline = explain(self.scenario, schedule)
        except ImpossibleActionError as error:
            raise NotYetError(f"HISTORY cannot be played on your code. {error}") from None
        if not timeline.violation or timeline.violation.anomaly != "lost":
            raise NotYetError(_why_nothing_is_lost(timeline), timeline.history)
        return timeline


def _said(answer: object) -> str:
    """Name an answer that is none yet."""
    if answer is None:
        return "still None"
    if isinstance(answer, type):
        return f"the class {answer.__name__}"
    return short(answer) if answer != "" else "still empty"


def _schedule(answer: object) -> str:
    """Return the answer without what comes before it in the output."""
    return re.split("schedule:?", answer, flags=re.I)[-1] if isinstance(answer, str) else ""


def _why_nothing_is_lost(timeline: Timeline) -> str:
    if timeline.violation:
        return f"HISTORY shows something else: {timeline.violation.message}."
    unfinished = " and ".join(timeline.history.waiting)
    if unfinished:
        return f"HISTORY stops early: not acked so far is {unfinished}. Go on until nothing waits."
    monkey = "" if timeline.history.faults else " No monkey strikes in it."
    return f"Nothing is lost in HISTORY: in the end all that was due is published.{monkey}"


def _why_not_lost(event: object, state: object, timeline: Timeline) -> str:
    by = [sent.attempt for sent in timeline.history.sent if sent.message.body == event]
    if by:
        return f"{short(event)} is published in HISTORY, by {by[0]}. Another event is not."
    return f"Nobody waits for {short(event)}: in the end the order holds {shown(state)}."


def _wrong_moment(number: int, timeline: Timeline) -> str | None:
    last, doomed = len(timeline.moments), timeline.point_of_no_return
    if not 1 <= number <= last:
        return f"There is no step {number}: HISTORY has {last} steps."
    if doomed is None or number < doomed:
        return f"After step {number} it can still end well, if no monkey strikes from there on."
    if number > doomed:
        return (
            f"Nothing can save it after step {number}. But nothing could before that step either."
        )
    return None
