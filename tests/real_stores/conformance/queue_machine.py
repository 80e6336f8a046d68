"""The state machine of a queue: several workers send, receive, release and ack."""

from typing import Any, ClassVar

from consistent_messaging.api.context import OutgoingMessage
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule

from conformance import values
from conformance.backend import Backend
from conformance.queue_model import Entry, QueueModel, written


class QueueMachine(RuleBasedStateMachine):
    """Compares the real queue with what one may answer; at the end, it receives all the rest."""

    backend: ClassVar[Backend]
    deliveries = Bundle("deliveries")

    def __init__(self) -> None:
        super().__init__()
        self.model: QueueModel = self.backend.simulated("queue")
        self.real = self.backend.make("queue")
        self.held: list[tuple[Any, Entry, int]] = []
        self.is_right = True

    @rule(message=values.messages, twice=values.booleans)
    def send(self, message: OutgoingMessage, twice: bool) -> None:
        """Send a message, or a duplicate as well: a queue keeps both."""
        for _ in range(2 if twice else 1):
            self.model.send(message)
            self.real.send(message)

    @rule(target=deliveries)
    def receive(self) -> Any:
        """Receive what nobody holds."""
        received = self._receive()
        return multiple() if received is None else received

    @rule(delivery=deliveries)
    def ack(self, delivery: tuple[Any, Entry, int]) -> None:
        """Ack a delivery, which may be gone or another's by now."""
        real, entry, count = delivery
        if self.model.refuses_stale or self.model.holds(entry, count):
            self._same(f"ack({real})", self.model.ack(entry, count), self.real.ack(real))

    @rule(delivery=deliveries)
    def release(self, delivery: tuple[Any, Entry, int]) -> None:
        """Give a message back, so that the next worker gets it."""
        real, entry, count = delivery
        if self.model.refuses_stale or self.model.holds(entry, count):
            self._same(
                f"release({real})", self.model.release(entry, count), self.real.release(real)
            )

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Send a message with every id and one for each kind of value; all are received then."""
        for key in filter(None, keys):
            self.send(OutgoingMessage(key, None, {"trace": key}), False)
        for content in contents:
            self.send(OutgoingMessage("m", content), False)

    def teardown(self) -> None:
        """Receive all that is left: nothing is lost, and nothing is there that was acked."""
        if not self.is_right:
            return
        for delivery in self.held:
            if self.model.holds(*delivery[1:]):
                self.release(delivery)
        while (received := self._receive()) is not None:
            self.ack(received)
        self._same("messages at the end", [], [entry.text for entry in self.model.entries])

    def _receive(self) -> tuple[Any, Entry, int] | None:
        real = self.real.receive()
        try:
            entry = self.model.received(real)
        except AssertionError:
            self.is_right = False
            raise
        if entry is None:
            return None
        self.held.append((real, entry, entry.count))
        return self.held[-1]

    def _same(self, call: str, ours: Any, theirs: Any) -> None:
        self.is_right = written(ours) == written(theirs)
        assert self.is_right, f"{call}\n  expected: {ours!r}\n  real:     {theirs!r}"
