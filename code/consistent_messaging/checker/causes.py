"""What a history shows of why it is wrong: who acted on an answer that was out of date, and when.

Everything is read off the steps; where they do not show a reason, none is given.
"""

from collections.abc import Collection
from dataclasses import dataclass

from consistent_messaging.checker.oracle import Violation
from consistent_messaging.model.actions import RECEIVED, STALE_READ
from consistent_messaging.simulation.attempt import messages_of, shares_a_message
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


@dataclass(frozen=True)
class WrongWrite:
    """The step whose change of the state made it wrong: what it does, and why that is wrong."""

    step: Step
    does: str
    why: str = ""


def cause_of(violation: Violation, history: History, effects: Collection[int]) -> str:
    """Say why a history is wrong, as far as its steps show it; empty if they do not.

    `effects` are the numbers of the steps that changed the state.
    """
    if violation.anomaly == "lost":
        return _unheard(violation, history)
    found = wrong_write(violation, history, effects)
    return found.why if found else ""


def wrong_write(
    violation: Violation, history: History, effects: Collection[int]
) -> WrongWrite | None:
    """Return the step whose change of the state made it wrong, if that is what did it."""
    changed = [step for step in history.steps if step.number in effects and step.attempt]
    if not changed or violation.anomaly not in ("duplicate", "ghost", "contradictory"):
        return None
    last, name = changed[-1], violation.subject
    if name is not None:
        own = [step for step in changed if name in messages_of(step.attempt or "")]
        does = f"applies {name} again"
        return _again(own[0], own[-1], does, history.steps) if len(own) > 1 else None
    if last is not history.steps[-1]:
        return None
    why = _on_old_ground(last, _called(last), history.steps)
    own = [step for step in changed if shares_a_message(step.attempt, last.attempt)]
    if why or len(own) < 2:
        return WrongWrite(last, _called(last), why)
    return _again(own[0], last, _called(last), history.steps)


def _again(first: Step, second: Step, does: str, steps: tuple[Step, ...]) -> WrongWrite:
    """Explain that a message changed the state a second time."""
    again = f"{does} (step {second.number})"
    if first.attempt == second.attempt:
        why = f"{first.attempt} {_called(first)} (step {first.number}), and {again}."
        return WrongWrite(second, does, why)
    why = _on_old_ground(second, does, steps)
    if why:
        return WrongWrite(second, does, why)
    seen = [step.number for step in _reads(second, steps) if step.shares_a_record(second)]
    if not seen:
        why = f"{second.attempt} {again} without reading {_key(second)}."
        return WrongWrite(second, does, why)
    where = f"reads {_key(second)} (step {seen[-1]})"
    wrote = f"{first.attempt} has written it (step {first.number})"
    return WrongWrite(second, does, f"{second.attempt} {where} after {wrote}, and {again}.")


def _on_old_ground(write: Step, does: str, steps: tuple[Step, ...]) -> str:
    """Explain that an attempt acted on what was no longer so; empty if it did not."""
    then, reads = f"{does} (step {write.number})", _reads(write, steps)
    stale = [step for step in reads if step.action[0] == STALE_READ.mark]
    if stale:
        asked = f"{_heading(stale[-1])} (step {stale[-1].number})"
        return f"{asked}, gets an outdated answer, and {then}."
    known = [s for s in steps[: write.number - 1] if _knows(write, s)]
    since = _changed_between(known[-1], write, steps) if known else None
    if since:
        over = f"over what {since.attempt} has written since (step {since.number})"
        return f"{write.attempt} {_called(write)} (step {write.number}) {over}."
    for read in reads:
        changed = _changed_between(read, write, steps)
        if changed:
            before = f"{_heading(changed)} (step {changed.number})"
            return f"{_heading(read)} (step {read.number}) before {before}, and {then}."
    return ""


def _reads(write: Step, steps: tuple[Step, ...]) -> list[Step]:
    """Return what an attempt had asked before it wrote."""
    return [s for s in steps[: write.number - 1] if s.attempt == write.attempt and s.read]


def _knows(write: Step, step: Step) -> bool:
    """True if an attempt that writes a record had read or written it in a step."""
    same = step.attempt == write.attempt and step.shares_a_record(write)
    return same and (step.read or step.wrote)


def _changed_between(read: Step, write: Step, steps: tuple[Step, ...]) -> Step | None:
    """Return the step with which another attempt made an answer out of date before it was used."""
    for step in steps[read.number : write.number - 1]:
        if step.wrote and step.shares_a_record(read) and step.attempt != read.attempt:
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


def _key(step: Step) -> str:
    """Return the key of the first record that a step is about."""
    return step.records[0][1] if step.records else "it"


def _called(step: Step) -> str:
    return _heading(step).removeprefix(f"{step.attempt} ")


def _heading(step: Step) -> str:
    """Return what a call was, without what came of it."""
    if step.heading.startswith("calls ") or step.heading.startswith("commits "):
        return f"{step.attempt} {step.heading}"
    called = step.sentence.removeprefix("Monkey: ").split(", and is told")[0]
    return called.split(": ")[0].rstrip(".")
