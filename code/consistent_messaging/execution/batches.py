"""Several messages as one delivery: what a handler gets of them, and what it says of each."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any, NamedTuple

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import never_ran


class Delivered(NamedTuple):
    """A message as it is delivered; `times` says how often it was, where that is counted."""

    body: object
    message_id: str
    headers: Mapping[str, str]
    times: int = 0


@dataclass(frozen=True)
class Batch:
    """Is in the place of a message where the broker delivers several as one."""

    delivered: tuple[Delivered, ...]


def answer_in(handled: object) -> Hashable:
    """Return what a handler has returned as the answer to a request; raise if it is none."""
    if isinstance(handled, str) or (is_dataclass(handled) and not isinstance(handled, type)):
        return freeze(handled)
    what = "nothing" if handled is None else f"a {type(handled).__name__}"
    raise NotReplayable(
        f"A caller waits for the answer to this message, and handle returned {what}. Return an "
        "event (a frozen dataclass) or a text; or raise an error, and the caller asks again."
    )


class Contexts:
    """The contexts of all messages of one delivery, which collect together what is published.

    `at_once` is True where the broker delivers batches, be it one of a single message.
    """

    def __init__(
        self,
        delivered: tuple[Delivered, ...],
        *,
        at_once: bool,
        new_id: Callable[[], str],
        now: Callable[[], float],
    ) -> None:
        self._delivered, self._at_once = delivered, at_once
        self._collected: list[tuple[int, OutgoingMessage]] = []
        self._each = [
            MessageContext(
                each.message_id,
                each.headers,
                new_id=new_id,
                now=now,
                delivery_count=each.times,
                batch=(place, self._collected) if at_once else None,
            )
            for place, each in enumerate(delivered)
        ]

    @property
    def first(self) -> MessageContext:
        """The context of the first message, or of the only one."""
        return self._each[0]

    @property
    def outgoing(self) -> tuple[OutgoingMessage, ...]:
        """What was published, in the sequence of the calls."""
        return tuple(m for _, m in self._collected) if self._at_once else self.first.outgoing

    @property
    def nacked(self) -> tuple[int, ...]:
        """The places of the messages that come again, though others are acked."""
        return tuple(place for place, context in enumerate(self._each) if context.is_nacked)

    def handled_by(self, handler: Any) -> object:
        """Let a handler handle what was delivered; return what comes back.

        One without `handle_batch` handles the messages of a batch one after the other.
        """
        if self._at_once and callable(getattr(handler, "handle_batch", None)):
            return handler.handle_batch(list(self._pairs()))
        for message, context in self._pairs():
            handled = handler.handle(message, context)
            if never_ran(handled):
                break
        return handled

    def _pairs(self) -> Iterator[tuple[Any, MessageContext]]:
        for each, context in zip(self._delivered, self._each, strict=True):
            yield thaw(freeze(each.body)), context
