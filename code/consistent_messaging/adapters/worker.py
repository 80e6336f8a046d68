"""A worker: receives a message, handles it, sends what was published, acks. Then the next one.

It is what a process runs that has a queue and a handler. It remembers nothing between messages, so
it may be ended at any moment: what it had in hand comes again, here or at another worker.
"""

import logging
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.errors import MessagingError

LOG = logging.getLogger(__name__)


class Delivery(Protocol):
    """A message that was received, and the number of this delivery, from 1 on."""

    @property
    def count(self) -> int:
        """Return how often the message was delivered, this time included."""

    @property
    def message(self) -> OutgoingMessage:
        """Return the message."""


class Queue[Received: Delivery](Protocol):
    """Delivers at least once, and leases each delivery to one worker."""

    def receive(self, lease_seconds: float) -> Received | None:
        """Return a message that nobody has; None if there is none now."""

    def ack(self, delivery: Received) -> bool:
        """Remove the message; return False if the lease was over and it was delivered again."""

    def release(self, delivery: Received) -> bool:
        """Let the message come again at once; return False as `ack` does."""


class Outlet(Protocol):
    """Where published messages go: another queue, or a topic."""

    def send(self, message: OutgoingMessage) -> None:
        """Send one message; once this returns, it will not be lost."""


class Handler(Protocol):
    """What a learner writes."""

    def handle(self, message: Any, context: MessageContext) -> Any:
        """Handle the message; an error means that it has to come again."""


@dataclass(frozen=True)
class Attempt:
    """What became of one delivery. `error` is why it was not acked, or None."""

    message_id: str
    delivery_count: int
    sent: int
    seconds: float
    error: Exception | None = None
    in_time: bool = True
    """False if the lease had run out, and the message was delivered to somebody else as well."""


@dataclass
class Counters:
    """What a worker has done since it began; `failures` counts the kinds of errors by name."""

    deliveries: int = 0
    acks: int = 0
    too_late: int = 0
    sent: int = 0
    seconds: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)

    def add(self, attempt: Attempt) -> None:
        """Count an attempt."""
        self.deliveries += 1
        self.sent += attempt.sent
        self.seconds += attempt.seconds
        if attempt.error is not None:
            self.failures[type(attempt.error).__name__] += 1
        elif attempt.in_time:
            self.acks += 1
        if not attempt.in_time:
            self.too_late += 1

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.failures.items()))
        return (
            f"{self.deliveries} deliveries: {self.acks} acked, {self.failures.total()} failed"
            f"{f' ({kinds})' if kinds else ''}, {self.too_late} ended after their lease; "
            f"{self.sent} published; {self.seconds:.1f} s at work"
        )


class Worker[Received: Delivery]:
    """Handles the messages of a queue, one at a time, with a new handler for each delivery.

    What a handler publishes is sent to the outlet after it has returned, and then the delivery is
    acked. If anything raises, it is not acked. The message is released at once, since most often
    somebody else has written at the same time. After so many `quick_retries` it stays
    leased instead, so that a message that always fails lets others go first. A queue that is empty
    is asked again after `idle_seconds`.

    A `MessagingError` of the queue itself, such as a lost connection, is logged, and the worker
    goes on. Any other error of the queue ends it. Start it again then: nothing is lost.
    """

    def __init__(
        self,
        queue: Queue[Received],
        make_handler: Callable[[], Handler],
        outlet: Outlet,
        *,
        lease_seconds: float = 30.0,
        quick_retries: int = 3,
        idle_seconds: float = 0.1,
    ) -> None:
        for name, seconds in (("lease_seconds", lease_seconds), ("idle_seconds", idle_seconds)):
            if not seconds > 0:
                raise ValueError(f"{name} is a number above 0, not {seconds!r}.")
        self._queue, self._make_handler, self._outlet = queue, make_handler, outlet
        self._lease, self._idle, self._quick = lease_seconds, idle_seconds, quick_retries
        self._stopped = False
        self.counters = Counters()

    def stop(self, *_: object) -> None:
        """Let the worker end once the message in hand is done. It can be a signal's handler."""
        self._stopped = True

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM, with which containers are ended, and on Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def run(self, *, until_empty: bool = False) -> None:
        """Handle messages until it is stopped, or until no message is to be had."""
        for attempt in self.attempts():
            if attempt is None and until_empty:
                break
        LOG.info("stopped; %s", self.counters)

    def attempts(self) -> Iterator[Attempt | None]:
        """Handle messages until it is stopped; yield each attempt, and None where none is there."""
        while not self._stopped:
            delivery = self._received()
            attempt = self._attempt(delivery) if delivery is not None else None
            if attempt is not None:
                self.counters.add(attempt)
                _log(attempt)
            yield attempt
            if attempt is None and not self._stopped:
                time.sleep(self._idle)

    def _received(self) -> Received | None:
        try:
            return self._queue.receive(self._lease)
        except MessagingError as error:  # what was received all the same comes again
            LOG.warning("nothing received. %s: %s", type(error).__name__, error)
            return None

    def _attempt(self, delivery: Received) -> Attempt:
        message, began, sent = delivery.message, time.monotonic(), 0
        context = MessageContext(message.message_id, message.headers, delivery_count=delivery.count)
        error: Exception | None = None
        try:
            self._make_handler().handle(message.body, context)
            for outgoing in context.outgoing:
                self._outlet.send(outgoing)
                sent += 1
        except Exception as raised:
            error = raised
        in_time = True
        try:
            in_time = self._finish(delivery, error)
        except MessagingError as raised:  # what was not acked comes again
            error = error or raised
        seconds = time.monotonic() - began
        return Attempt(message.message_id, delivery.count, sent, seconds, error, in_time)

    def _finish(self, delivery: Received, error: Exception | None) -> bool:
        if error is None:
            return self._queue.ack(delivery)
        if delivery.count <= self._quick:
            return self._queue.release(delivery)
        return True


def _log(attempt: Attempt) -> None:
    """Write one line; below it the traceback, if the error is none that messaging expects."""
    what = f"{attempt.message_id}, delivery {attempt.delivery_count}"
    how_long = f"{attempt.seconds * 1000:.0f} ms"
    late = "" if attempt.in_time else ", after its lease had run out"
    error = attempt.error
    if error is None:
        LOG.info("%s: handled in %s%s, %d published", what, how_long, late, attempt.sent)
        return
    kind, unexpected = type(error).__name__, not isinstance(error, MessagingError)
    text = "%s: failed after %s%s, comes again. %s: %s"
    LOG.warning(text, what, how_long, late, kind, error, exc_info=error if unexpected else None)
