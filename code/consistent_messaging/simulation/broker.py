"""Which message an action of the broker means, and why it cannot be taken now."""

from consistent_messaging.model.actions import DELIVERY, DUPLICATE, REPLAYED, ActionKind
from consistent_messaging.model.state import ImpossibleActionError, State
from consistent_messaging.model.state_machine import Model


def message_called(model: Model, state: State, kind: ActionKind, name: str) -> int:
    """Return the number of the message that a schedule means.

    Raises `ImpossibleActionError` if there is none, or it cannot be delivered now.
    """
    if kind is DUPLICATE and name in model.names:
        return model.names.index(name)
    number = model.queue.number_of(state.queue, name, is_dead=kind is REPLAYED)
    if number is None:
        raise ImpossibleActionError(_missing(model, state, kind, name))
    if kind is DELIVERY and not model.is_free(state, number):
        raise ImpossibleActionError(f"No consumer is free to take {name}.")
    if kind is DELIVERY and not model.deliveries.is_next(state, number):
        raise ImpossibleActionError(f"{name} waits for a message of its key that is before it.")
    return number


def _missing(model: Model, state: State, kind: ActionKind, name: str) -> str:
    if name not in model.names and ":" not in name:
        return f"There is no message {name!r}; there are {', '.join(model.names)}."
    if kind is REPLAYED:
        dead = ", ".join(model.dead_letters(state)) or "none"
        return f"{name} is not a dead letter; dead letters: {dead}."
    queue = ", ".join(model.queued(state)) or "nothing"
    return f"{name} is not in the queue; in it: {queue}."
