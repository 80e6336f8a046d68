"""What a queue may answer: which messages somebody may receive now, and how often each was."""

from dataclasses import dataclass, field
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze


@dataclass(eq=False)
class Entry:
    """A message in the queue."""

    message: OutgoingMessage
    count: int = 0
    is_held: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = written(self.message)


class QueueModel:
    """A queue: whoever receives a message holds it, until it is acked or released.

    `is_fifo`: the first that nobody holds is received; else any. `counts`: a delivery tells how
    often the message was received; else its `count` may be anything. `refuses_stale`: an ack for a
    delivery that is no longer the last one is answered with False; else the suite makes none.
    """

    def __init__(
        self, *, is_fifo: bool = True, counts: bool = True, refuses_stale: bool = True
    ) -> None:
        self.is_fifo, self.counts, self.refuses_stale = is_fifo, counts, refuses_stale
        self.entries: list[Entry] = []

    def send(self, message: OutgoingMessage) -> None:
        """Put one message in."""
        self.entries.append(Entry(message))

    def received(self, delivery: Any) -> Entry | None:
        """Return the entry that the real queue has delivered; fail if it may not deliver that."""
        free = [entry for entry in self.entries if not entry.is_held]
        if delivery is None:
            assert not free, f"nothing was received, but nobody holds {free[0].message}"
            return None
        text = written(delivery.message)
        assert free, f"{delivery} was received, but all messages are held or gone"
        candidates = free[:1] if self.is_fifo else free
        for entry in candidates:
            if entry.text == text and (not self.counts or delivery.count == entry.count + 1):
                entry.is_held, entry.count = True, entry.count + 1
                return entry
        raise AssertionError(f"{delivery} was received, not one of {candidates}")

    def release(self, entry: Entry, count: int) -> bool:
        """Let others receive it, if this delivery still holds it; return whether it did."""
        if not self.holds(entry, count):
            return False
        entry.is_held = False
        return True

    def ack(self, entry: Entry, count: int) -> bool:
        """Remove it, if nobody has received it since; return whether it was removed."""
        if entry not in self.entries or entry.count != count:
            return False
        self.entries.remove(entry)
        return True

    def holds(self, entry: Entry, count: int) -> bool:
        """Return True if this delivery of it is the last one, and neither acked nor released."""
        return entry in self.entries and entry.is_held and entry.count == count


def written(value: Any) -> str:
    """Return a text, the same for values that are the same in every detail: 1 is not True."""
    return repr(freeze(value))
