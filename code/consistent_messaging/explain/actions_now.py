"""What can happen now: the free moves, and the faults with their price."""

from collections.abc import Iterator
from dataclasses import dataclass

from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.sent_messages import name_of
from consistent_messaging.model.state import Action, State
from consistent_messaging.simulation.attempt import Attempt
from consistent_messaging.simulation.simulator import Walk
from consistent_messaging.text.format import short, told

_STRIKES = {
    "~": "Delay the ack of {0}; then it fails",
    "!": "Crash {0} before it {1}",
    "?": "{0} {1}, and is told that it failed",
    "^": "Refuse that {0} {1}",
    "%": "Lose the ack of {0}",
    "&": "Let the lease of {0} expire",
    "<": "Let {0} read something that is no longer true",
}


@dataclass(frozen=True)
class Option:
    """An action that can be taken now, the sentence for it, its price in faults, and its end."""

    action: str
    text: str
    price: int
    after: State


def options(walk: Walk, marks: str) -> Iterator[Option]:
    """Yield everything that can happen now: what is free first, then what costs a fault."""
    for action, after in walk.model.moves(walk.state):
        named, text = _free(walk, action)
        yield Option(named, text, 0, after)
    start = not walk.attempts and all(action.mark == "2" for _, action, _ in walk.edges)
    for action, after in walk.model.faults(walk.state, marks, at_the_start=start):
        named, text = _fault(walk, action)
        yield Option(named, text, 1, after)


def _free(walk: Walk, action: Action) -> tuple[str, str]:
    mark, subject, _ = action
    if mark == "+":
        name = walk.model.names[subject]
        return f"+{name}", f"Deliver {name} to consumer {_free_consumer(walk)}"
    if mark == ">":
        return f">{name_of(subject)}", f"Downstream gets {short(subject.body)}"
    attempt = _attempt(walk, subject)
    named = walk.named(mark, attempt)
    if mark == "=":
        return named, f"{attempt.label} is acked"
    if mark == "!":
        return named, f"{attempt.label} fails, and {attempt.message} is queued again"
    return named, f"{attempt.label} {_next_step(walk, attempt)}"


def _fault(walk: Walk, action: Action) -> tuple[str, str]:
    mark, subject, truth = action
    if mark == "2":
        name = walk.model.names[subject]
        return f"2{name}", f"Put one more copy of {name} into the queue"
    if mark == "x":
        store, key = subject
        return f"x{store}:{key}", f"Remove {key} from the {store.replace('_', ' ')}"
    attempt = _attempt(walk, subject)
    text = _STRIKES[mark].format(attempt.label, _next_step(walk, attempt))
    return walk.named(mark, attempt, truth), text


def _attempt(walk: Walk, code: int) -> Attempt:
    return next(attempt for attempt in walk.attempts if attempt.code == code)


def _free_consumer(walk: Walk) -> int:
    busy = {attempt.consumer for attempt in walk.attempts}
    return next(n for n in range(1, walk.model.consumers + 1) if n not in busy)


def _next_step(walk: Walk, attempt: Attempt) -> str:
    """Tell what the attempt would do next, without what comes of it."""
    node = walk.model.node(attempt.code)
    if node.message_out is not None:
        return f"sends {short(node.message_out.body)}"
    if node.next == Next.ACK or node.call is None:
        return "is acked"
    if node.call.operation == "send":
        return f"sends {short(thaw(node.call.arguments[0]))}"
    if node.call.operation == "put":
        return f"writes {node.call.arguments[0]}"
    sentence = told(node.call, Answer())
    return sentence.rpartition(":")[0] if ": " in sentence else sentence.rstrip(".")
