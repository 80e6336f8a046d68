"""What can happen now: the free moves, and the faults with their price."""

from collections.abc import Iterator
from dataclasses import dataclass

from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.actions import CRASH, DUPLICATE, KINDS, Struck
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.sent_messages import name_of
from consistent_messaging.model.state import Action, State
from consistent_messaging.simulation.attempt import Attempt
from consistent_messaging.simulation.simulator import Walk
from consistent_messaging.text.format import short, told


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
        yield Option(*_offered(walk, action), 0, after)
    start = not walk.attempts and all(a.mark == DUPLICATE.mark for _, a, _ in walk.edges)
    for action, after in walk.model.faults(walk.state, marks, at_the_start=start):
        yield Option(*_offered(walk, action), KINDS[action.mark].costs, after)


def _offered(walk: Walk, action: Action) -> tuple[str, str]:
    """Return an action as a schedule writes it, and the sentence under which it is offered."""
    mark, subject, truth = action
    kind = KINDS[mark]
    match kind.strikes:
        case Struck.BROKER:
            name, free = walk.model.names[subject], _free_consumer(walk)
            return f"{mark}{name}", kind.offer.format(message=name, consumer=free)
        case Struck.STORE:
            store, key = subject
            offer = kind.offer.format(key=key, store=store.replace("_", " "))
            return f"{mark}{store}:{key}", offer
        case Struck.DOWNSTREAM:
            return f"{mark}{name_of(subject)}", kind.offer.format(what=short(subject.body))
    attempt = _attempt(walk, subject)
    named = walk.named(mark, attempt, truth)
    if kind is CRASH and attempt.delayed:
        return named, f"{attempt.label} fails, and {attempt.message} is queued again"
    return named, kind.offer.format(label=attempt.label, step=_next_step(walk, attempt))


def _attempt(walk: Walk, code: int) -> Attempt:
    return next(attempt for attempt in walk.attempts if attempt.code == code)


def _free_consumer(walk: Walk) -> int | None:
    busy = {attempt.consumer for attempt in walk.attempts}
    return next((n for n in range(1, walk.model.consumers + 1) if n not in busy), None)


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
