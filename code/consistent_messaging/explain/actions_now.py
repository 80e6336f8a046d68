"""What can happen now: the free moves, and the faults with their price."""

from collections.abc import Iterator
from dataclasses import dataclass

from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.model.actions import CRASH, DELIVERY, ENDED, KINDS, STEP, WAYS, Struck
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.sent_messages import name_of
from consistent_messaging.model.state import Action, State, is_the_start, key_in_schedule
from consistent_messaging.model.works import AND
from consistent_messaging.simulation.attempt import Attempt, what_becomes
from consistent_messaging.simulation.simulator import Simulator
from consistent_messaging.text.calls import heading_of
from consistent_messaging.text.format import listed, short


@dataclass(frozen=True)
class Option:
    """An action that can be taken now, the sentence for it, its price in faults, and its end."""

    action: str
    text: str
    price: int
    after: State


def options(simulator: Simulator, marks: str) -> Iterator[Option]:
    """Yield everything that can happen now: what is free first, then what costs a fault."""
    for action, after in simulator.model.moves(simulator.state):
        yield _option(simulator, action, 0, after)
    steps = len(simulator.edges)
    start = is_the_start(simulator.state, simulator.history().faults, steps)
    for action, after in simulator.model.faults(simulator.state, marks, at_the_start=start):
        yield _option(simulator, action, KINDS[action.mark].costs, after)


def _option(simulator: Simulator, action: Action, price: int, after: State) -> Option:
    named, text = _offered(simulator, action)
    return Option(named, simulator.names.text(text), price, after)


def _offered(simulator: Simulator, action: Action) -> tuple[str, str]:
    """Return an action as a schedule writes it, and the sentence under which it is offered."""
    mark, subject, truth = action
    kind = KINDS[mark]
    match kind.strikes:
        case Struck.BROKER:
            name = simulator.model.queue.name_in(simulator.state.queue, subject)
            free = kind is DELIVERY and simulator.lanes.taker(subject, simulator.busy)[1]
            members = simulator.model.tree.members(subject)
            told = f"{listed(name.split(AND))} as one batch" if len(members) > 1 else name
            return f"{mark}{name}", kind.offer.format(message=told, consumer=free)
        case Struck.STORE:
            store, key = subject
            why = simulator.why_it_ends(store, key) if kind is ENDED else ""
            offer = kind.offer.format(key=key, store=store.replace("_", " "), why=why)
            return f"{mark}{store}:{key_in_schedule(key)}", offer
        case Struck.WORLD:
            return f"{mark}{subject}", kind.offer.format(way=WAYS.get(subject))
        case Struck.DOWNSTREAM:
            return f"{mark}{name_of(subject)}", kind.offer.format(what=short(subject.body))
    attempt = _attempt(simulator, subject)
    alone = simulator.model.rounds.begins_alone(subject) and attempt not in simulator.attempts
    if kind is STEP and alone:
        return simulator.named(mark, attempt), f"{attempt.label} begins a round"
    named = simulator.named(mark, attempt, truth)
    if kind is CRASH and attempt.delayed:
        return named, f"{attempt.label} fails, and {what_becomes(attempt)}"
    return named, kind.offer.format(label=attempt.label, step=_next_step(simulator, attempt))


def _attempt(simulator: Simulator, code: int) -> Attempt:
    """Return the attempt with this code, or the round that begins with it."""
    alive = [attempt for attempt in simulator.attempts if attempt.code == code]
    return alive[0] if alive else simulator.round_of(simulator.model.rounds.name_of(code))


def _next_step(simulator: Simulator, attempt: Attempt) -> str:
    """Tell what the attempt would do next, without what comes of it."""
    node = simulator.model.node(attempt.code)
    if node.message_out is not None:
        return f"sends {short(node.message_out.body)}"
    if node.answer is not None and node.next == Next.ACK:
        return f"answers {short(node.answer.body)}"
    if node.next == Next.ACK or node.call is None:
        return "is acked"
    if node.call.sends:
        return f"sends {short(thaw(node.call.arguments[0]))}"
    return heading_of(node.call)
