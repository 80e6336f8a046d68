"""Checks a handler against every sequence of events and every placement of a few faults."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from consistent_messaging.api.spec import NO_LESSON, Anomaly
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.minimal_trace import minimal_trace, schedule_of
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.reduction import reduced_search
from consistent_messaging.checker.search import Found, search
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.execution.replay import NotReplayable
from consistent_messaging.model.actions import LONG_PAUSE, Fault
from consistent_messaging.model.state import State
from consistent_messaging.model.state_machine import Model
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import counted

Progress = Callable[[int, int], bool]
MOST_STATES = 200_000


@dataclass(frozen=True)
class Scope:
    """How far a check looks: which messages, how many consumers, which faults and how many.

    `leftovers` says what may be left at rest. A search that has seen `most_states` states gives
    up and says so. With `reduced`, states that differ in nothing that matters are left out, for
    scopes that are too large otherwise: the verdict is the same, from a third of the states.
    """

    messages: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    most_faults: int = 0
    consumers: int = 2
    leftovers: Policy = "any"
    most_states: int = MOST_STATES
    reduced: bool = False

    def __str__(self) -> str:
        parts = [counted(len(self.messages), "message"), counted(self.consumers, "consumer")]
        if not self.faults or not self.most_faults:
            return ", ".join([*parts, "no faults"])
        names = ", ".join(fault.name for fault in self.faults)
        return ", ".join([*parts, f"up to {counted(self.most_faults, 'fault')} of {names}"])


@dataclass(frozen=True)
class Verdict:
    """What a check came to.

    `pass` means that all states within the scope were seen and nothing is wrong with any of them;
    `unknown` that the search gave up before; with `faults`, so many break something, and only the
    shortest history is not known. For `fail`, `schedule` is that history. With `reduced`, the
    `states` stand for others as well, which differ from them in nothing that matters.
    """

    verdict: Literal["pass", "fail", "unknown", "error"]
    scope: Scope
    states: int
    seconds: float
    violation: Violation | None = None
    faults: int | None = None
    steps: int | None = None
    schedule: str | None = None
    error: BaseException | None = None
    never_struck: tuple[Fault, ...] = field(default=())
    reduced: bool = False

    @property
    def anomaly(self) -> Anomaly | None:
        """The course's word for what is wrong, or None."""
        return self.violation.anomaly if self.violation else None

    def __str__(self) -> str:
        if self.verdict == "pass":
            if self.reduced:
                return f"{self.states:,} states that stand for all; {self.scope}."
            return f"All {self.states:,} states; {self.scope}."
        if self.verdict == "unknown" and self.faults is not None:
            often = counted(self.faults, "fault") if self.faults else "no fault"
            return (
                f"Stopped at {self.states:,} states. Something goes wrong with {often}, but the "
                "shortest history was not found. Allow more states to see it."
            )
        if self.verdict == "unknown":
            return f"Stopped at {self.states:,} states. Nothing broke so far; that is not a pass."
        if self.violation is None:
            if isinstance(self.error, NotReplayable):
                return str(self.error)
            return f"{type(self.error).__name__}: {self.error}"
        shortest = f"{counted(self.faults or 0, 'fault')}, {counted(self.steps or 0, 'step')}"
        word = self.violation.anomaly.capitalize()
        return f"{word}: {self.violation.message}. Shortest: {shortest}."


def check(
    scenario: Scenario, scope: Scope, progress: Progress = lambda states, faults: True
) -> Verdict:
    """Search the scope until something is wrong or everything is seen.

    `progress(states, faults)` is called now and then; it stops the search by returning False.
    """
    return scenario.with_ids_that_differ(lambda: _searched(scenario, scope, progress))


def _searched(scenario: Scenario, scope: Scope, progress: Progress) -> Verdict:
    if scenario.lesson is NO_LESSON and not scenario.rules.is_about_something:
        raise ValueError(
            "Nothing says what is right. Give the scenario a lesson, or rules with an invariant."
        )
    began = time.perf_counter()
    model = scenario.searched_model(scope.messages, consumers=scope.consumers)
    judge = StateCheck(model, scenario.lesson, scope.leftovers, scenario.rules)
    limits: dict[str, Any] = {
        "marks": "".join(fault.mark for fault in scope.faults),
        "most_faults": scope.most_faults if scope.faults else 0,
        "most_states": scope.most_states,
        "progress": progress,
    }
    fewer = reduced_search(model, judge, scenario.rules, **limits) if scope.reduced else None
    if fewer is not None and fewer.number is None:
        return replace(_verdict(model, judge, scope, fewer, began), reduced=True)
    verdict = _verdict(model, judge, scope, search(model, judge, **limits), began)
    if verdict.verdict == "unknown" and fewer is not None and fewer.number is not None:
        return replace(verdict, faults=fewer.explored.faults[fewer.number])
    return verdict


def _verdict(model: Model, judge: StateCheck, scope: Scope, found: Found, began: float) -> Verdict:
    states = len(found.explored.states)
    if found.number is None:
        struck = found.explored.struck | {LONG_PAUSE.mark}  # no difference without a clock
        missing = tuple(fault for fault in scope.faults if fault.mark not in struck)
        kind: Literal["pass", "unknown"] = "pass" if found.complete else "unknown"
        seconds = time.perf_counter() - began
        return Verdict(kind, scope, states, seconds, never_struck=missing)
    faults, steps = found.explored.faults[found.number], found.explored.steps[found.number]
    marks = "".join(fault.mark for fault in scope.faults)

    safety = found.violation is not None and not found.alike

    def is_goal(state: State) -> bool:
        return judge(state, faults) is not None if safety else state in found.alike

    way = minimal_trace(model, found.explored, marks, faults, steps, is_goal)
    schedule = schedule_of(model, way)
    seconds = time.perf_counter() - began
    if found.violation is None:
        error = model.error_in(found.explored.states[found.number])
        return Verdict(
            "error",
            scope,
            states,
            seconds,
            faults=faults,
            steps=steps,
            schedule=schedule,
            error=error,
        )
    shown = judge(way[-1][2], faults) if safety and way else None  # not always the first one found
    wrong = shown or found.violation
    return Verdict("fail", scope, states, seconds, wrong, faults, steps, schedule)
