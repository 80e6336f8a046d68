"""What a history shows of why it is wrong: who acted on an answer that was out of date, and when.

Everything is read off the steps; where they do not show a reason, none is given.
"""

from collections.abc import Collection

from consistent_messaging.checker.oracle import Violation
from consistent_messaging.model.actions import RECEIVED, STALE_READ
from consistent_messaging.simulation.history import History, Step
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator

MOST_CONSUMERS = 4  # more than a scenario has: the same actions can be taken


def effects_in(scenario: Scenario, history: History) -> list[int]:
    """Return the numbers of the steps that changed the state of the business."""
    simulator = Simulator(scenario.model(history.played, consumers=MOST_CONSUMERS))
    state, found = scenario.lesson.initial, []
    for step in history.steps:
        simulator.take(step.action)
        before, state = state, scenario.lesson.state_in(simulator.model.records(simulator.state))
        if state != before:
            found.append(step.number)
    return found


def cause_of(violation: Violation, history: History, effects: Collection[int]) -> str:
    """Say why a history is wrong, as far as its steps show it; empty if they do not.

    `effects` are the numbers of the steps that changed the state.
    """
    if violation.anomaly == "lost":
        return _unheard(violation, history)
    first, last = deciding_write(violation, history, effects)
    return _why(first, last, history.steps) if last else ""


def deciding_write(
    violation: Violation, history: History, effects: Collection[int]
) -> tuple[Step | None, Step | None]:
    """Return the step whose change of the state made it wrong, if that is what did it.

    The first of the two is an earlier change that the same message had made.
    """
    changed = [step for step in history.steps if step.number in effects and step.attempt]
    if not changed or violation.anomaly not in ("duplicate", "ghost", "contradictory"):
        return None, None
    last = changed[-1]
    if violation.subject is not None:
        own = [step for step in changed if message_of(step) == violation.subject]
        return (own[0], own[-1]) if len(own) > 1 else (None, None)
    if last is not history.steps[-1]:
        return None, None
    own = [step for step in changed[:-1] if message_of(step) == message_of(last)]
    return (own[0] if own else None), last


def message_of(step: Step) -> str:
    """Return the name of the message that an attempt's step is about."""
    return (step.attempt or "").rpartition("·")[0]


def _why(first: Step | None, second: Step, steps: tuple[Step, ...]) -> str:
    does = f"applies {message_of(second)} again" if first else _called(second)
    again = f"{does} (step {second.number})"
    if first and first.attempt == second.attempt:
        both = f"steps {first.number} and {second.number}"
        return f"{first.attempt} applies {message_of(first)} twice itself ({both})."
    reads = [s for s in steps[: second.number - 1] if s.attempt == second.attempt and s.read]
    stale = [step for step in reads if step.action[0] == STALE_READ.mark]
    if stale:
        asked = f"{_heading(stale[-1])} (step {stale[-1].number})"
        return f"{asked}, gets an outdated answer, and {again}."
    for read in reads:
        changed = _changed_between(read, second, steps)
        if changed:
            then = f"{_heading(changed)} (step {changed.number})"
            return f"{_heading(read)} (step {read.number}) before {then}, and {again}."
    if first is None:
        return ""
    seen = [step.number for step in reads if step.record == second.record]
    if not seen:
        return f"{second.attempt} {again} without reading {second.record[1]}."
    where = f"reads {second.record[1]} (step {seen[-1]})"
    wrote = f"{first.attempt} has written it (step {first.number})"
    return f"{second.attempt} {where} after {wrote}, and {again}."


def _changed_between(read: Step, write: Step, steps: tuple[Step, ...]) -> Step | None:
    """Return the step with which another attempt made an answer out of date before it was used."""
    for step in steps[read.number : write.number - 1]:
        if step.wrote and step.record == read.record and step.attempt != read.attempt:
            return step
    return None


def _unheard(violation: Violation, history: History) -> str:
    """Say why the next endpoint ignored a message that it has got."""
    for step in reversed(history.steps):
        if step.action[0] != RECEIVED.mark or violation.content is None:
            continue
        got = f"Downstream gets {violation.content}"
        if step.sentence.startswith((f"{got} without", f"{got}, does not")):
            return f"{step.sentence.rstrip('.')} (step {step.number})."
    return ""


def _called(step: Step) -> str:
    return _heading(step).removeprefix(f"{step.attempt} ")


def _heading(step: Step) -> str:
    """Return what a call was, without what came of it."""
    called = step.sentence.removeprefix("Monkey: ").split(", and is told")[0]
    return called.split(": ")[0].rstrip(".")
