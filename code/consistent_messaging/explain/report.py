"""Everything about one history as JSON: its moments with their risk, what else could have happened,
why it ends as it does, what was expected and what came."""

from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from consistent_messaging.api.spec import NO_LESSON
from consistent_messaging.checker.oracle import STUCK, Explanation, Violation
from consistent_messaging.checker.reachability import MOST_STATES, Risk, look_ahead
from consistent_messaging.checker.readable import why_unreadable
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.explain import trace
from consistent_messaging.explain.actions_now import Option, options
from consistent_messaging.explain.event_labels import EventLabels
from consistent_messaging.explain.line_trace import LineTraces
from consistent_messaging.explain.replay_request import ReplayRequest, UnreadableRequestError
from consistent_messaging.explain.root_cause import (
    EndedAttempt,
    Evidence,
    RootCause,
    beats_of,
    outcome_of,
    root_cause_of,
    texts_of,
)
from consistent_messaging.explain.steps import StepRecorder
from consistent_messaging.explain.timeline import Timeline, timeline_of
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.state import State
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator
from consistent_messaging.text.format import shown


class HistoryReport:
    """A history that is played step by step, with all that can be said of it on the way."""

    def __init__(self, scenario: Scenario, request: ReplayRequest, file: Path, source: str) -> None:
        self.scenario, self.request, self.source = scenario, request, source
        self.names = request.messages or scenario.names_in(request.schedule)
        unknown = [name for name in self.names if name not in scenario.messages]
        if unknown:
            known = ", ".join(scenario.messages)
            raise UnreadableRequestError(f"There is no message {unknown[0]!r}; there are {known}.")
        model = scenario.model(self.names, consumers=request.consumers)
        self.simulator = Simulator(model)
        self.unreadable = why_unreadable(scenario, self.names)
        leftovers, blind = request.leftovers, bool(self.unreadable)
        self.judge = StateCheck(model, scenario.lesson, leftovers, scenario.rules, blind=blind)
        self.recorder = StepRecorder(self.simulator, LineTraces(model, str(file), source))
        self.labels = EventLabels.of(scenario, self.names)

    def options(self) -> list[Option]:
        """Return what can happen now, with the faults that are left."""
        if self.judge(self.simulator.state, 0) is not None:
            return []
        return list(options(self.simulator, self.marks_left()))

    def marks_left(self) -> str:
        """Return the marks of the faults that may strike now: none once all are used up."""
        left = self.request.most_faults - self.simulator.history().faults
        return self.request.marks if left > 0 else ""

    def state(self) -> str:
        """Say in a sentence what the stores keep."""
        said = self.judge.described(self.simulator.state)
        return self.simulator.names.text(said) if self.scenario.lesson is NO_LESSON else said

    def at_rest(self) -> bool:
        """True when nothing is left to happen."""
        return self.simulator.model.at_rest(self.simulator.state)

    def wrong(self) -> Violation | None:
        """Return what is wrong now."""
        faults = self.simulator.history().faults
        found = self.simulator.names.violation(self.judge(self.simulator.state, faults))
        return found or (STUCK if self._is_stuck(faults) and not self.unreadable else None)

    def shortened[T](self, trace: T) -> T:
        """Return the JSON with short names for contents in all of its texts."""
        shorten = self.labels.shorten

        def within(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: within(item) for key, item in value.items()}
            if isinstance(value, list):
                return [within(item) for item in value]
            return shorten(value) if isinstance(value, str) else value

        return cast("T", within(trace))

    def nearest(self) -> Explanation:
        """Return the sequence of messages that explains best what is there now."""
        state = self.simulator.state
        heard = self.simulator.model.heard(state)
        return self.judge.oracle.nearest(self.judge.view(state), heard)

    def stored(self) -> trace.Stored | None:
        """Return what the stores keep now, if that sequence expects something else.

        While something is left to happen, a state that some of the messages lead to is as expected.
        """
        lesson = self.scenario.lesson
        expected, got = self.nearest().state, self.judge.view(self.simulator.state)
        if (
            self.unreadable
            or expected == got
            or (not self.at_rest() and (lesson.settles or self.judge.oracle.can_be(got)))
        ):
            return None
        return trace.Stored(subject=lesson.subject, expected=shown(expected), got=shown(got))

    def _is_stuck(self, faults: int) -> bool:
        """What is bound to go wrong is not stuck, as in a search: it goes on until it is wrong."""
        return look_ahead(
            self.simulator.model, self.judge, [self.simulator.state], faults
        ).never_ends


def report_history(
    scenario: Scenario,
    request: ReplayRequest,
    file: Path,
    source: str,
    most_states: int = MOST_STATES,
) -> trace.Trace:
    """Play a history once, and return all that can be said of it.

    Raises `ImpossibleActionError` at the first action that cannot be taken, and what the handler
    raises if it is broken.
    """
    report = HistoryReport(scenario, request, file, source)
    start = trace.WorldState(**report.recorder.standing(), state=report.state())
    steps: list[tuple[trace.Step, str]] = []
    choices: list[list[Option]] = []
    for number, action in enumerate(request.actions, start=1):
        choices.append([o for o in report.options() if o.action != action])
        steps.append((report.recorder.take(action, number), report.state()))
    choices.append(report.options())
    most_states = 0 if report.unreadable else most_states  # nothing is known to be at stake
    timeline = timeline_of(report.simulator, report.judge, most_states=most_states)
    known = all(moment.risk != "unknown" for moment in timeline.moments)
    instead = _risks(report, choices, most_states if known else 0)
    moments = [
        trace.Moment(**step, state=state, risk=moment.risk, instead=others)
        for (step, state), moment, others in zip(steps, timeline.moments, instead[:-1], strict=True)
    ]
    return report.shortened(
        trace.Trace(
            **_ending(report, timeline, moments, start["state"]),
            script=request.as_json(),
            messages=list(report.names),
            processes=list(report.simulator.model.rounds.names),
            endpoints=list(report.simulator.lanes.endpoints),
            start=start,
            moments=moments,
            next=instead[-1],
            at_rest=report.at_rest(),
            point_of_no_return=timeline.point_of_no_return,
            nearest_pass=timeline.nearest_pass,
        )
    )


def _ending(
    report: HistoryReport, timeline: Timeline, moments: list[trace.Moment], start: str
) -> trace.Ending:
    """Return what is wrong at the end of a history, and why; `start` is the state before it."""
    wrong = report.wrong()
    cause = RootCause()
    if wrong:
        states = [start, *(moment["state"] for moment in moments)]
        changed = [n for n, (a, b) in enumerate(pairwise(states), start=1) if a != b]
        places, source = report.recorder.places, report.source
        found = Evidence(timeline, moments, _ended(report), places, changed, source)
        cause = root_cause_of(found, wrong)
    has_beats = bool(wrong and moments)
    is_expected = (
        report.scenario.lesson is not NO_LESSON
    )  # without one, nobody says what to publish
    return trace.Ending(
        anomaly=wrong.anomaly if wrong else None,
        message=wrong.message if wrong else report.unreadable.removesuffix("."),
        why=cause.why,
        line=cause.line,
        sentence=cause.sentence,
        beats=beats_of(moments, cause, timeline.point_of_no_return) if has_beats else [],
        order=list(report.nearest().names),
        outcome=outcome_of(timeline, report.labels) if is_expected else [],
        stored=report.stored(),
    )


def _risks(
    report: HistoryReport, choices: list[list[Option]], most_states: int
) -> list[list[trace.RiskyOption]]:
    """Return the options with the risk after each: free ones first, then with one more fault."""
    model, judge = report.simulator.model, report.judge
    risks: dict[tuple[int, State], Risk] = {}
    for price in (0, 1):
        states = [o.after for some in choices for o in some if o.price == price]
        faults = report.simulator.history().faults + price
        ahead = look_ahead(model, judge, states, faults, most_states)
        risks |= {(price, state): ahead.risk(state) for state in states}
    return [
        [
            trace.RiskyOption(
                action=o.action, text=o.text, price=o.price, risk=risks[o.price, o.after]
            )
            for o in some
        ]
        for some in choices
    ]


def _ended(report: HistoryReport) -> list[EndedAttempt]:
    found = []
    for label, code in report.recorder.last_codes.items():
        node = report.simulator.model.node(code)
        found.append(
            EndedAttempt(
                label,
                report.recorder.line_traces.of(code),
                texts_of(node.outgoing),
                node.next in (Next.SEND, Next.ACK),
            )
        )
    return found
