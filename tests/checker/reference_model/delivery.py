"""What a handler gets in one delivery, in the plain search: a message, or several as a batch."""

from collections.abc import Callable
from typing import Any, NamedTuple

from consistent_messaging.api.broker import Broker
from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.frozen_values import freeze

from reference_model.replay import Returned


class Given(NamedTuple):
    """A message, and what its handler is told of it; `times` is 0 where nobody counts."""

    name: str
    message_id: str
    body: Any
    headers: dict[str, str]
    times: int


class Delivery:
    """One delivery, with a context for each of its messages; a round of a process has none."""

    def __init__(
        self,
        given: list[Given],
        broker: Broker,
        requests: tuple[type, ...],
        new_id: Callable[[], str],
        now: Callable[[], float],
    ) -> None:
        self._given, self._in_batches = given, broker.batch is not None
        self._requests = requests
        self._collected: list[tuple[int, OutgoingMessage]] = []
        each = given or [Given("", "", None, {}, 0)]
        self._contexts = [
            MessageContext(
                message.message_id,
                message.headers,
                new_id=new_id,
                now=now,
                delivery_count=message.times,
                batch=(place, self._collected) if self._in_batches else None,
            )
            for place, message in enumerate(each)
        ]

    @property
    def first(self) -> str:
        return self._given[0].name

    def returned(self, answer: Any) -> Returned:
        """What came of it, once the handler has returned this."""
        nacked = tuple(n for n, context in enumerate(self._contexts) if context.is_nacked)
        if self._in_batches and self._given:
            return Returned(tuple(message for _, message in self._collected), nacked)
        is_request = bool(self._given) and isinstance(self._given[0].body, self._requests)
        return Returned(self._contexts[0].outgoing, answer=freeze(answer) if is_request else None)

    def handle(self, handler: Any) -> Any:
        if not self._given:
            return handler.handle(None, self._contexts[0])
        pairs = [(g.body, c) for g, c in zip(self._given, self._contexts, strict=True)]
        if self._in_batches and hasattr(handler, "handle_batch"):
            return handler.handle_batch(pairs)
        return [handler.handle(message, context) for message, context in pairs][-1]
