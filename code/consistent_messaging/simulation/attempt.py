"""One delivery of one message, and the sentences for what happens to it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from consistent_messaging.api.stores import Blob
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.actions import (
    ACK,
    LOST_ACK,
    ActionKind,
)
from consistent_messaging.model.attempt_tree import Node
from consistent_messaging.model.deliveries import Fate
from consistent_messaging.model.state import DELAYED, FLAGS, ROUND, ZOMBIE
from consistent_messaging.model.works import AND
from consistent_messaging.text.calls import Changes, sentence_for
from consistent_messaging.text.format import listed, short

_WHAT_BECOMES: dict[Fate, tuple[str, str]] = {  # of one message, and of several
    "again": ("is queued again", "are queued again"),
    "dead": ("is a dead letter now", "are dead letters now"),
    "gone": ("was acked, so it does not come again", "were acked, so they do not come again"),
}


_ANSWERED = {  # the ack of a request brings its answer
    ACK: "{label} answers {what}.",
    LOST_ACK: "Monkey: the answer of {label}, {what}, is lost{again}.",
}


@dataclass
class Attempt:
    """One delivery that has not ended yet; `etags` are those it got, by step.

    `message` is its name, of a batch all names. `names` has these one by one, and `fates` what
    becomes of each if this delivery is not acked. `scheduled` is the message as a schedule names
    it, which shows the model's fresh ids.
    """

    message: str
    ordinal: int
    consumer: int
    scheduled: str = ""
    names: tuple[str, ...] = ()
    fates: tuple[Fate, ...] = ("again",)
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
        return self.code % FLAGS == ZOMBIE and not self.is_acked

    @property
    def is_acked(self) -> bool:
        """True when it was acked before the work."""
        return "gone" in self.fates

    @property
    def is_round(self) -> bool:
        """True for a round of a process, which has no message."""
        return self.code % FLAGS == ROUND


def attempt_in_schedule(message: str, ordinal: int, *, alone: bool) -> str:
    """Return how a schedule names an attempt: the id in a message's name may end in a number."""
    number = f"·{ordinal}" if ":" in message else f"{ordinal}"
    return message if alone else f"{message}{number}"


def batch_of(label: str) -> list[str]:
    """Return the name of each message of an attempt, by its label: `A+B·1` is at A and at B."""
    return label.rpartition("·")[0].split(AND)


def messages_of(label: str) -> list[str]:
    """Return the names of the messages of an attempt, by its label."""
    name = label.rpartition("·")[0]
    return list(dict.fromkeys([name, *name.split(AND)]))


def shares_a_message(label: str | None, other: str | None) -> bool:
    """True if two attempts, by their labels, are at the same message, or at one in a batch."""
    return not set(messages_of(label or "")).isdisjoint(messages_of(other or ""))


def count_delivery(deliveries: Counter[str], names: Collection[str]) -> int:
    """Count one more delivery of each of these messages; return the ordinal of this attempt."""
    deliveries.update(set(names))
    return max(deliveries[name] for name in names)


def happened(kind: ActionKind, attempt: Attempt, node: Node) -> str:
    """Tell what an action other than a call does to an attempt that is at this node."""
    label, again, message = attempt.label, queued_again(attempt), node.message_out
    if attempt.delayed:
        return f"{label} fails. Its messages are gone{again}."
    if kind is ACK and attempt.is_acked:
        return f"{label} is done."
    if kind is ACK and attempt.zombie:
        late = "its ack comes" if node.answer is None else "its answer comes"
        return f"{label} is done; {late} too late."
    if kind is ACK and node.nacked:
        return _acked_in_part(attempt, node.nacked)
    if node.answer is not None and kind in _ANSWERED:
        return _ANSWERED[kind].format(label=label, what=short(node.answer.body), again=again)
    return kind.history.format(
        label=label, again=again, what=short(message.body) if message else ""
    )


def delivered(attempt: Attempt, to: str, deliveries: Counter[str]) -> str:
    """Tell that a message is delivered `to` somebody; `deliveries` says how often each was."""
    acked = ", and it is acked" if attempt.is_acked else ""
    if len(attempt.names) > 1:
        names = [f"{name} (again)" if deliveries[name] > 1 else name for name in attempt.names]
        if all(deliveries[name] > 1 for name in attempt.names):
            return (
                f"The broker delivers {listed(attempt.names)} again, as one batch, to {to}{acked}."
            )
        return f"The broker delivers {listed(names)} as one batch to {to}{acked}."
    again = " again," if attempt.ordinal > 1 else ""
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
    return f"; {what_becomes(attempt)}"


def what_becomes(attempt: Attempt, places: Collection[int] | None = None) -> str:
    """Tell what becomes of the messages of an attempt that ends without an ack.

    With `places`, it is about these of a batch.
    """
    each = list(zip(attempt.names, attempt.fates, strict=True))
    those = each if places is None else [each[place] for place in places]
    told = []
    for fate, (of_one, of_several) in _WHAT_BECOMES.items():
        names = [name for name, its in those if its == fate]
        if names:
            told.append(f"{listed(names)} {of_one if len(names) == 1 else of_several}")
    return ", and ".join(told)


def _acked_in_part(attempt: Attempt, nacked: tuple[int, ...]) -> str:
    """Tell that a handler has let some messages of its batch come again, or all of them."""
    if len(nacked) == len(attempt.names):
        return f"{attempt.label} acks nothing; {what_becomes(attempt)}."
    names = listed([attempt.names[place] for place in nacked])
    return f"{attempt.label} is acked except for {names}; {what_becomes(attempt, nacked)}."


def is_fault(kind: ActionKind, attempt: Attempt) -> bool:
    """True if this action is something that a monkey does, and not how a delay ends."""
    return bool(kind.costs) and not attempt.delayed


def why_not(kind: ActionKind, attempt: Attempt) -> str:
    """Say why an action cannot be taken now."""
    if attempt.is_round and kind.needs_lease:
        return f"{attempt.message} is a process: it has no message, so no lease and no ack."
    return kind.impossible.format(mark=kind.mark, label=attempt.label)
