"""The faults that the checker can place, each with a plain name and one sentence.

Every fault costs one of the budget. A refused write and a document that is too large are no
faults: they follow from the world.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One kind of failure: the mark of its action, its name, and what it means."""

    mark: str
    name: str
    sentence: str


CRASH = Fault("!", "crash", "The attempt is gone before its next step; its message comes again.")
LOST_ANSWER = Fault(
    "?",
    "applied, but reported as failed",
    "The step takes effect, and the handler is told that it timed out.",
)
REJECTED = Fault("^", "rejected", "The step has no effect, and the handler is told that it failed.")
DELAYED_ACK = Fault(
    "~",
    "delayed failure when acking",
    "The handler has returned and nothing is sent yet; others are handled meanwhile; then it "
    "fails, and the message comes again.",
)
LOST_ACK = Fault("%", "lost ack", "Everything is sent, the ack fails, and the message comes again.")
DUPLICATE = Fault("2", "duplicate delivery", "The broker has one more copy of the message.")
LEASE_EXPIRED = Fault(
    "&", "lease expired", "The message comes again while the first attempt still runs."
)
STALE_READ = Fault("<", "stale read", "A read comes to what was true earlier, and is no longer.")
EVICTED = Fault("x", "record evicted", "A record of what was processed is removed.")

ALL_FAULTS = (
    CRASH,
    LOST_ANSWER,
    REJECTED,
    DELAYED_ACK,
    LOST_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    STALE_READ,
    EVICTED,
)
