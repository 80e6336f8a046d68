"""What a handler is told about the message it handles, and where it says what to publish."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.headers import NO_HEADERS, Headers


@dataclass(frozen=True)
class OutgoingMessage:
    """A message on its way out: its id, its content and its headers."""

    message_id: str
    """The id under which it is sent."""

    body: object
    """The event itself."""

    headers: Mapping[str, str] = field(default=NO_HEADERS)
    """What goes along with it, by name."""

    def __post_init__(self) -> None:
        if not isinstance(self.message_id, str) or not self.message_id:
            needs = "an id that is a non-empty text"
            raise TypeError(f"OutgoingMessage needs {needs}, not {self.message_id!r}")
        if self.headers is None or isinstance(self.headers, str):
            raise TypeError(f"OutgoingMessage takes a dict of headers, not {self.headers!r}")

    def __hash__(self) -> int:
        """Return the same for messages that are equal, whatever their bodies and headers are."""
        try:
            return hash((self.message_id, self.body, self.headers))
        except TypeError:  # there is a dict or a list in it
            return hash((self.message_id, freeze(self.body), freeze(self.headers)))


class MessageContext:
    """One delivery of one message.

    What is published is collected. It is sent, one message at a time, after the handler has
    returned; then the delivery is acked. A handler that raises has published nothing.
    """

    message_id: str
    """The id of the message being handled; the same at every delivery."""

    headers: Mapping[str, str]
    """What came with the message, by name."""

    def __init__(
        self,
        message_id: str,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
        now: Callable[[], float] = time.time,
        delivery_count: int = 0,
        batch: tuple[int, list[tuple[int, OutgoingMessage]]] | None = None,
    ) -> None:
        """Make the context of a message; in a `batch`, with its place and where all collect."""
        self.message_id = message_id
        self.headers = Headers(headers)
        self._new_id, self._now, self._delivery_count = new_id, now, delivery_count
        self._in_a_batch, self.is_nacked = batch is not None, False
        self._place, self._outgoing = batch or (0, [])

    def publish(self, event: object, message_id: str) -> None:
        """Publish the event under this id, as it is now, once the handler has returned."""
        if not isinstance(message_id, str) or not message_id:
            raise TypeError(f"publish needs an id that is a non-empty text, not {message_id!r}")
        if self.is_nacked:
            raise ValueError(f"{self.message_id} comes again, so it cannot publish after nack()")
        self._outgoing.append((self._place, OutgoingMessage(message_id, thaw(freeze(event)))))

    def nack(self) -> None:
        """Let this message of a batch come again, though others are acked; it publishes nothing."""
        if not self._in_a_batch:
            raise ValueError(
                "This broker delivers one message at a time: raise an error, and it comes again. "
                "With a scenario's Broker(batch=2), nack() lets one message of a batch come again."
            )
        self.is_nacked = True
        self._outgoing[:] = [each for each in self._outgoing if each[0] != self._place]

    def new_id(self) -> str:
        """Return an id that nobody has used before: a different one in every attempt."""
        return self._new_id()

    def now(self) -> float:
        """Return the time in seconds; in a check, of a clock that is simulated."""
        return self._now()

    @property
    def delivery_count(self) -> int:
        """The number of this delivery of the message, from 1 on; the broker has to count them."""
        if not self._delivery_count:
            raise ValueError(
                "This broker doesn't count deliveries. A scenario's broker does if they have a "
                "limit: Broker(most_deliveries=3)."
            )
        return self._delivery_count

    @property
    def outgoing(self) -> tuple[OutgoingMessage, ...]:
        """What was published so far, in the sequence of the calls."""
        return tuple(message for place, message in self._outgoing if place == self._place)
