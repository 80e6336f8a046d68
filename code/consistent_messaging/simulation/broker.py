"""Which message or batch an action of the broker means, and why it cannot be taken now."""

from collections.abc import Iterable

from consistent_messaging.api.broker import Broker
from consistent_messaging.api.spec import Rules
from consistent_messaging.model.actions import DELIVERY, DUPLICATE, REPLAYED, ActionKind
from consistent_messaging.model.state import ImpossibleActionError, State
from consistent_messaging.model.state_machine import Model
from consistent_messaging.model.works import AND


def check_broker(broker: Broker, messages: Iterable[str], rules: Rules) -> None:
    """Raise `ValueError` for a message whose name could be that of a batch.

    And for requests that come in batches, or are acked before there is an answer.
    """
    if rules.requests and (broker.batch or broker.ack == "before the work"):
        what = "come in batches" if broker.batch else "are acked before the work"
        raise ValueError(
            f"Each caller waits for an answer of its own, which goes with the ack. So requests "
            f"cannot be among messages that {what}."
        )
    for name in messages if broker.batch else ():
        if AND in name:
            raise ValueError(
                f"The message {name!r} could be taken for a batch, which is called by all its "
                "messages, with a plus between them. Give it a name without a plus."
            )


def message_called(model: Model, state: State, kind: ActionKind, name: str) -> int:
    """Return the number of the message that a schedule means.

    Raises `ImpossibleActionError` if there is none, or it cannot be delivered now.
    """
    if kind is DUPLICATE and name in model.names:
        return model.names.index(name)
    if kind is DELIVERY and AND in name and model.deliveries.batch > 1:
        return _batch_called(model, state, name)
    number = model.queue.number_of(state.queue, name, is_dead=kind is REPLAYED)
    if number is None:
        raise ImpossibleActionError(_missing(model, state, kind, name))
    if kind is DELIVERY and not model.is_free(state, number):
        raise ImpossibleActionError(f"No consumer is free to take {name}.")
    if kind is DELIVERY and not model.deliveries.is_next(state, number):
        raise ImpossibleActionError(f"{name} waits for a message of its key that is before it.")
    return number


def _batch_called(model: Model, state: State, name: str) -> int:
    """Return the number of the batch with this name; each of its messages must be in the queue."""
    parts = name.split(AND)
    for part in parts:
        if model.queue.number_of(state.queue, part) is None:
            raise ImpossibleActionError(_missing(model, state, DELIVERY, part))
    for number in model.deliverable(state):
        if model.queue.name_in(state.queue, number) == name:
            return number
    if len(parts) > model.deliveries.batch:
        raise ImpossibleActionError(
            f"{name} has {len(parts)} messages, and a batch has {model.deliveries.batch} at most."
        )
    raise ImpossibleActionError(
        f"{name} cannot be delivered as one batch now. Either no consumer is free, or there are "
        "too few copies, or one waits for another of its key, or their endpoints differ."
    )


def _missing(model: Model, state: State, kind: ActionKind, name: str) -> str:
    if name not in model.names and ":" not in name:
        return f"There is no message {name!r}; there are {', '.join(model.names)}."
    if kind is REPLAYED:
        dead = ", ".join(model.dead_letters(state)) or "none"
        return f"{name} is not a dead letter; dead letters: {dead}."
    queue = ", ".join(model.queued(state)) or "nothing"
    return f"{name} is not in the queue; in it: {queue}."
