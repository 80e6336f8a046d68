"""One delivery of one message, and the sentences for what happens to it."""

from dataclasses import dataclass, field

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.stores import Blob
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.actions import (
    ACK,
    ActionKind,
)
from consistent_messaging.model.deliveries import Fate
from consistent_messaging.model.state import DELAYED, FLAGS, ROUND, ZOMBIE
from consistent_messaging.text.calls import Changes, sentence_for
from consistent_messaging.text.format import short

_WHAT_BECOMES: dict[Fate, str] = {
    "again": "is queued again",
    "dead": "is a dead letter now",
    "gone": "was acked, so it does not come again",
}


@dataclass
class Attempt:
    """One delivery of one message that has not ended yet; `etags` are those it got, by step.

    `scheduled` is the message as a schedule names it, which shows the model's fresh ids, and `fate`
    what becomes of the message if this delivery is not acked.
    """

    message: str
    ordinal: int
    consumer: int
    scheduled: str = ""
    fate: Fate = "again"
    code: int = -1
    printed: int = 0
    wrote: bool = False
    etags: dict[str, int] = field(default_factory=dict)

    def note_etag(self, answer: object, step: int) -> None:
        """Remember in which step a store gave it an etag, with a document or for one."""
        etag = answer.etag if isinstance(answer, Blob) else answer
        if isinstance(etag, str):
            self.etags[etag] = step

    @property
    def label(self) -> str:
        """The attempt's name in a history: `A·1` is the first attempt at A."""
        return f"{self.message}·{self.ordinal}"

    def in_schedule(self, *, alone: bool) -> str:
        """Return how a schedule names it; `alone` if no other attempt at its message is alive."""
        return attempt_in_schedule(self.scheduled or self.message, self.ordinal, alone=alone)

    @property
    def delayed(self) -> bool:
        """True when a monkey delays the delivery: it can only fail."""
        return self.code % FLAGS == DELAYED

    @property
    def zombie(self) -> bool:
        """True when the lease has expired: the message was queued again meanwhile."""
        return self.code % FLAGS == ZOMBIE and self.fate != "gone"

    @property
    def is_round(self) -> bool:
        """True for a round of a process, which has no message."""
        return self.code % FLAGS == ROUND


def attempt_in_schedule(message: str, ordinal: int, *, alone: bool) -> str:
    """Return how a schedule names an attempt: the id in a message's name may end in a number."""
    number = f"·{ordinal}" if ":" in message else f"{ordinal}"
    return message if alone else f"{message}{number}"


def happened(kind: ActionKind, attempt: Attempt, message: OutgoingMessage | None) -> str:
    """Tell what an action other than a call does to an attempt; `message` is its next to send."""
    label, again = attempt.label, queued_again(attempt)
    if attempt.delayed:
        return f"{label} fails. Its messages are gone{again}."
    if kind is ACK and attempt.fate == "gone":
        return f"{label} is done."
    if kind is ACK and attempt.zombie:
        return f"{label} is done; its ack comes too late."
    return kind.history.format(
        label=label, again=again, what=short(message.body) if message else ""
    )


def delivered(attempt: Attempt, to: str) -> str:
    """Tell that a message is delivered `to` somebody."""
    again = " again," if attempt.ordinal > 1 else ""
    acked = ", and it is acked" if attempt.fate == "gone" else ""
    return f"The broker delivers {attempt.message}{again} to {to}{acked}."


def asked(
    kind: ActionKind, attempt: Attempt, call: Call, answer: Answer, changes: Changes = ()
) -> str:
    """Tell what a call comes to, or would have come to where the handler is told something else.

    `changes` are the records that it wrote.
    """
    sentence = f"{attempt.label} {sentence_for(call, answer, changes)}"
    told = kind.told.format(label=attempt.label)
    return f"Monkey: {sentence.rstrip('.')}{told}." if kind.costs else sentence


def failed(attempt: Attempt, reason: str = "") -> str:
    """Tell that an attempt fails; with the reason, if it was its own."""
    return f" {attempt.label} fails{reason.rstrip('.')}{queued_again(attempt)}."


def queued_again(attempt: Attempt) -> str:
    """Tell that the message of an attempt that ends is queued again, if it is."""
    if attempt.zombie or attempt.is_round:
        return ""
    return f"; {attempt.message} {becomes(attempt)}"


def becomes(attempt: Attempt) -> str:
    """Tell what becomes of the message of an attempt that ends without an ack."""
    return _WHAT_BECOMES[attempt.fate]


def is_fault(kind: ActionKind, attempt: Attempt) -> bool:
    """True if this action is something that a monkey does, and not how a delay ends."""
    return bool(kind.costs) and not attempt.delayed


def why_not(kind: ActionKind, attempt: Attempt) -> str:
    """Say why an action cannot be taken now."""
    if attempt.is_round and kind.needs_lease:
        return f"{attempt.message} is a process: it has no message, so no lease and no ack."
    return kind.impossible.format(mark=kind.mark, label=attempt.label)
