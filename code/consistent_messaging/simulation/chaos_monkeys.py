"""Chaos monkeys: failures with a name, that strike one attempt at one moment of a single run.

A monkey is data: which fault, and when. The checker places the same faults everywhere.
"""

from dataclasses import dataclass
from typing import Literal

from consistent_messaging.model import actions
from consistent_messaging.model.attempt_tree import Next, Node

Moment = Literal["at a read", "at a write", "after a write", "handler returned", "everything sent"]


@dataclass(frozen=True)
class ChaosMonkey:
    """One failure, at a moment of the first attempt that comes to it.

    `fault` is what it does. With `whom`, the name of a process or a message, it leaves all others
    alone: `replace(CRASH_AFTER_A_WRITE, whom="relay")`.
    """

    name: str
    sentence: str
    moment: Moment
    fault: actions.ActionKind
    whom: str = ""

    def strikes(self, node: Node, *, wrote: bool) -> bool:
        """True if this is its moment: the attempt is at `node`, and has or has not written."""
        match self.moment:
            case "at a read":
                return node.call is not None and node.call.reads
            case "at a write":
                return node.next == Next.CALL and not _only_reads_or_sends(node)
            case "after a write":
                return wrote
            case "handler returned":
                return node.next in (Next.SEND, Next.ACK) and node.sent == 0
        return node.next == Next.ACK


def _only_reads_or_sends(node: Node) -> bool:
    return node.call is None or node.call.reads or node.call.sends


DELAYED_FAILURE_WHEN_ACKING = ChaosMonkey(
    "delayed failure when acking",
    "Your handler returns. Nothing is sent yet; other messages are handled meanwhile. "
    "Then the ack fails, and the message is delivered again.",
    "handler returned",
    actions.DELAYED_ACK,
)

CRASH_AFTER_A_WRITE = ChaosMonkey(
    "crash after a write",
    "The attempt is gone after its first write. The message is delivered again.",
    "after a write",
    actions.CRASH,
)

LOST_ANSWER_TO_A_WRITE = ChaosMonkey(
    "lost answer",
    "The first write takes effect, and your handler is told that it timed out.",
    "at a write",
    actions.LOST_ANSWER,
)

REJECTED_WRITE = ChaosMonkey(
    "rejected write",
    "The first write has no effect, and your handler is told that the store is busy.",
    "at a write",
    actions.REJECTED,
)

LOST_REQUEST_OF_A_WRITE = ChaosMonkey(
    "lost request",
    "The first write has no effect, and your handler is told that it timed out.",
    "at a write",
    actions.LOST_REQUEST,
)

LEASE_EXPIRES = ChaosMonkey(
    "lease expires",
    "The message is delivered again, and handled, while the first attempt waits before its "
    "first write. Then that attempt continues.",
    "at a write",
    actions.LEASE_EXPIRED,
)

LOST_ACK = ChaosMonkey(
    "lost ack",
    "Everything is sent. Then the ack is lost, and the message is delivered again.",
    "everything sent",
    actions.LOST_ACK,
)

STALE_READ = ChaosMonkey(
    "stale read",
    "The first read that can be stale returns the oldest outdated value.",
    "at a read",
    actions.STALE_READ,
)

RECORD_RUNS_OUT = ChaosMonkey(  # not in the page's menu: no exercise has such a record
    "record runs out",
    "A record that can run out does so just before an attempt writes: a lease, say, whose time is "
    "over.",
    "at a write",
    actions.ENDED,
)

CHAOS_MONKEYS = {
    monkey.name: monkey
    for monkey in (
        DELAYED_FAILURE_WHEN_ACKING,
        CRASH_AFTER_A_WRITE,
        LOST_ANSWER_TO_A_WRITE,
        REJECTED_WRITE,
        LOST_REQUEST_OF_A_WRITE,
        LEASE_EXPIRES,
        LOST_ACK,
        STALE_READ,
    )
}
