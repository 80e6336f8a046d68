"""What a scenario's endpoints have to be, and what is said of those that are not."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from consistent_messaging.api.broker import Broker


def check_endpoints(
    endpoints: Mapping[type, Callable[..., Any]], messages: Iterable[str], broker: Broker
) -> None:
    """Raise `TypeError` for what is no type of message, or a class without `handle`.

    Raise `ValueError` for a message whose name could be that of one that follows, and for a broker
    that keeps a sequence.
    """
    if endpoints and broker.fifo_by is not None:
        raise ValueError(
            "fifo_by is about messages from outside, and says nothing of those that follow. Use it "
            "in a scenario without endpoints."
        )
    for kind, handler in endpoints.items():
        if not isinstance(kind, type):
            raise TypeError(
                f"endpoints has handlers by type of message, and {kind!r} is not a type. Write "
                "the class of the message: endpoints={Charge: Billing}."
            )
        way = "handle_batch" if broker.batch and hasattr(handler, "handle_batch") else "handle"
        if isinstance(handler, type) and not callable(getattr(handler, way, None)):
            raise TypeError(
                f"{handler.__name__} has no handle. An endpoint is a class whose "
                "handle(message, context) handles one message, like the handler itself."
            )
    for name in messages if endpoints else ():
        if ":" in name:
            raise ValueError(
                f"The message {name!r} could be taken for one that follows, which is called by its "
                "type and its id. Give it a name without a colon."
            )
