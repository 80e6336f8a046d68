"""What an exercise's checks call: is this history consistent, does this hold in every sequence?

    assert_consistent(scenario, scenario.play("A", "B", "A"))
    assert_holds(scenario, Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=2))
    assert_repaired(scenario, "2A +A .A .A =A +A", Scope(("A",), (DUPLICATE,), most_faults=1))

The course knows five ways to be wrong. Each has one word, and every message begins with it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from consistent_messaging.api.spec import Rules
from consistent_messaging.checker.causes import cause_of, effects_in
from consistent_messaging.checker.check import Progress, Scope, Verdict, check
from consistent_messaging.checker.leaks import growth, kept
from consistent_messaging.checker.oracle import Oracle, Violation, oracle_for
from consistent_messaging.checker.random_search import try_some
from consistent_messaging.checker.readable import why_unreadable
from consistent_messaging.checker.rules import answers_differ, broken_invariant, sent_too_often
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.actions import ACK, DELIVERY
from consistent_messaging.model.sent_messages import SentMessages
from consistent_messaging.model.state import ImpossibleActionError
from consistent_messaging.simulation.attempt import messages_of
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import MAX_DELIVERIES, MAX_ROUNDS, Scenario

__all__ = [
    "InconsistentError",
    "NotYetError",
    "Scope",
    "UnknownError",
    "assert_bookkeeping_does_not_grow",
    "assert_consistent",
    "assert_holds",
    "assert_repaired",
    "assert_survives",
    "observed",
]

__tracebackhide__ = True  # pytest shows the learner's own lines, and none of these


@dataclass
class _Observer:
    """Who wants to know how far a search is, and what it came to; perhaps with fewer states."""

    progress: Progress = lambda states, faults: True
    verdict: Callable[[Verdict], None] = lambda verdict: None
    reduced: bool = False


_observer = _Observer()


@contextmanager
def observed(
    progress: Progress, verdict: Callable[[Verdict], None], *, reduced: bool = False
) -> Iterator[None]:
    """While this lasts, report how far each search is, and its verdict.

    With `reduced`, each search leaves out states that differ in nothing that matters.
    """
    before = vars(_observer).copy()
    vars(_observer).update(progress=progress, verdict=verdict, reduced=reduced)
    try:
        yield
    finally:
        vars(_observer).update(before)


class InconsistentError(AssertionError):
    """A history that no run could have shown in which each message came exactly once.

    `scenario` is the one that was judged, and `scope` the one that was searched, where these are
    known: with them, the history can be played once more and told in full.
    """

    def __init__(
        self,
        violation: Violation,
        history: History,
        why: str = "",
        *,
        scenario: Scenario | None = None,
        scope: Scope | None = None,
    ) -> None:
        word = violation.anomaly.capitalize()
        super().__init__(f"{word}: {violation.message}.{f' {why}' if why else ''}")
        self.anomaly = violation.anomaly
        self.history = history
        self.scenario, self.scope = scenario, scope


class NotYetError(AssertionError):
    """Something that the exercise asks for is not there yet: what it is, and where it shows."""

    def __init__(self, message: str, history: History | None = None) -> None:
        super().__init__(message)
        self.history = history


class UnknownError(AssertionError):
    """A search that gave up before it had seen everything: no verdict, and no pass."""


def assert_consistent(scenario: Scenario, history: History) -> None:
    """Raise `InconsistentError` unless some order of the messages explains the history.

    The state in the stores and the contents sent must both match the same order. A message may be
    sent again as an exact copy, under the same id. A history that ended before everything came to
    rest is judged by what it shows so far.
    """
    _expect_readable(scenario, history.played)
    messages = {name: scenario.messages[name] for name in history.played}
    by_token = scenario.receiver is not None
    oracle = oracle_for(scenario.lesson, messages, scenario.rules, by_token=by_token)
    state = scenario.lesson.state_in(history.records)
    settled = history.at_rest or not scenario.lesson.settles
    wrong = oracle.always(state, history.heard, settled=settled)
    if not wrong and history.at_rest:
        wrong = oracle.at_rest(state, history.heard, history.dead_letters)
    wrong = wrong or _against_the_rules(scenario.rules, oracle, state, history, settled=settled)
    if not wrong and not history.at_rest:
        wrong = _never_acked(history) or _never_at_rest(history)
    if wrong:
        raise _shown(scenario, wrong, history)


def assert_holds(scenario: Scenario, scope: Scope) -> Verdict:
    """Search the whole scope; raise `InconsistentError` with the shortest history that breaks it.

    Raises what the handler raised if it is broken, and `UnknownError` if the search gave up. A
    search in which some fault of the scope never struck proves nothing, and fails as well.
    """
    verdict = _searched(scenario, scope)
    if verdict.never_struck:
        names = ", ".join(fault.name for fault in verdict.never_struck)
        raise UnknownError(f"Of the faults in this check, some never struck: {names}.")
    return verdict


def assert_repaired(scenario: Scenario, schedule: str, scope: Scope) -> Verdict:
    """Replay a history that broke the code, as far as it still goes; then search the scope.

    Repaired code may do something else at some step, so that the rest of the history can no longer
    happen. The scope is that of the history: its messages, its faults. Raises what `assert_holds`
    raises, but does not ask that each fault can still strike.
    """
    _expect_readable(scenario, scope.messages)
    scenario.with_ids_that_differ(lambda: _replay(scenario, schedule, scope))
    return _searched(scenario, scope)


def assert_survives(
    scenario: Scenario,
    scope: Scope,
    histories: int = 2000,
    progress: Callable[[int, int], bool] = lambda tried, states: True,
) -> Verdict:
    """Try so many histories of a scope that is too large to be searched, always the same ones.

    Raises what `assert_holds` raises if one of them breaks the handler. If none does, that proves
    nothing: the verdict is `unknown`, and so is the row in a check. `progress` is as in `try_some`.
    """
    _expect_readable(scenario, scope.messages)
    verdict = try_some(scenario, scope, histories, progress)
    _raise_if_broken(scenario, verdict)
    return verdict


def assert_bookkeeping_does_not_grow(
    scenario: Scenario, few: tuple[str, ...], many: tuple[str, ...], emptied: tuple[str, ...] = ()
) -> None:
    """Raise `InconsistentError` if the documents keep more besides the state after more messages.

    The messages are handled one after the other, without a fault. The stores in `emptied` may not
    keep more records either.
    """
    _expect_readable(scenario, many)
    after_few, history = scenario.play(*few), scenario.play(*many)
    before, after = (
        kept(h.records, scenario.lesson.state_in, h.played) for h in (after_few, history)
    )
    grown = growth(before, after, (len(few), len(many)), emptied)
    if grown:
        raise InconsistentError(Violation("leak", grown), history)


def _against_the_rules(
    rules: Rules, oracle: Oracle, state: Any, history: History, *, settled: bool
) -> Violation | None:
    """Judge what a history shows and the lesson does not ask for."""
    mail = SentMessages()
    for sent in history.sent:
        mail = mail if sent.is_answer else mail.noted(sent.message, rules)
    wrong = answers_differ(history.heard) or sent_too_often(rules, dict(mail.times))
    if not wrong and rules.sequence_by:
        heard = {key: tuple(m.body for m in messages) for key, messages in mail.sequences}
        wrong = oracle.out_of_sequence(
            state, history.heard, heard, rules.sequence_by, settled=settled
        )
    return wrong or broken_invariant(rules, history.records, history.heard, at_rest=history.at_rest)


def _expect_readable(scenario: Scenario, names: Iterable[str]) -> None:
    """Raise `NotYetError` if nothing can be judged: the state is not where it is looked for."""
    why = why_unreadable(scenario, names)
    if why:
        raise NotYetError(why)


def _replay(scenario: Scenario, schedule: str, scope: Scope) -> None:
    """Raise `InconsistentError` if the history breaks the code as far as it still goes."""
    simulator = scenario.simulator(scope.messages, consumers=scope.consumers)
    judge = StateCheck(simulator.model, scenario.lesson, scope.leftovers, scenario.rules)
    for action in schedule.split():
        try:
            simulator.take(action)
        except ImpossibleActionError:
            break
        history = simulator.history()
        wrong = judge(simulator.state, history.faults)
        if wrong:
            raise _shown(scenario, history.names.violation(wrong), history, scope)


def _searched(scenario: Scenario, scope: Scope) -> Verdict:
    _expect_readable(scenario, scope.messages)
    scope = replace(scope, reduced=scope.reduced or _observer.reduced)
    verdict = check(scenario, scope, _observer.progress)
    _raise_if_broken(scenario, verdict)
    if verdict.verdict == "unknown":
        raise UnknownError(str(verdict))
    return verdict


def _raise_if_broken(scenario: Scenario, verdict: Verdict) -> None:
    _observer.verdict(verdict)
    if verdict.error is not None:
        if verdict.schedule is not None:  # raises it as well, and knows what came before
            scenario.replay(verdict.schedule, consumers=verdict.scope.consumers)
        raise verdict.error
    if verdict.violation is not None and verdict.schedule is not None:
        shown = _shown_by(scenario, verdict.violation, verdict.schedule, verdict.scope)
        raise _shown(scenario, *shown, verdict.scope)


def _shown(
    scenario: Scenario, wrong: Violation, history: History, scope: Scope | None = None
) -> InconsistentError:
    """Return what is wrong with a history as an error that says why as well."""
    why = cause_of(wrong, history, effects_in(scenario, history))
    return InconsistentError(wrong, history, why, scenario=scenario, scope=scope)


def _shown_by(
    scenario: Scenario, violation: Violation, schedule: str, scope: Scope
) -> tuple[Violation, History]:
    """Return what is wrong, and the history that shows it: for what is stuck, how it goes on."""
    if violation.anomaly != "stuck":
        history = scenario.replay(schedule, scope.messages, consumers=scope.consumers)
        return history.names.violation(violation), history
    history = scenario.play_on(schedule, scope.messages, consumers=scope.consumers)
    return _never_acked(history) or _never_at_rest(history) or violation, history


def _never_at_rest(history: History) -> Violation | None:
    """Return the process of a run that has done one round after the other without an end."""
    rounds = dict.fromkeys(s.attempt for s in history.steps if s.attempt)
    for name in history.restless:
        count = sum(attempt.rpartition("·")[0] == name for attempt in rounds)
        if count >= MAX_ROUNDS:
            rule = f"{name} is never at rest: each of {count} rounds changed something"
            return Violation("stuck", rule)
    return None


def _never_acked(history: History) -> Violation | None:
    for name in history.waiting:
        alone = name.partition("#")[0]
        of_it = [step for step in history.steps if alone in messages_of(step.attempt or "")]
        if sum(step.action[0] == DELIVERY.mark for step in of_it) >= MAX_DELIVERIES:
            acked = any(step.action[0] == ACK.mark for step in of_it)
            never = "its last copy was never acked" if acked else "never acked"
            count = f"was delivered {MAX_DELIVERIES} times and {never}"
            last = [s for s in of_it if s.attempt == of_it[-1].attempt]
            refused = [f": {s.refusal.rstrip('.')}" for s in last if s.refusal]
            why = "".join(refused[-1:])
            return Violation("stuck", f"{name} {count}, though nothing went wrong around it{why}")
    return None
