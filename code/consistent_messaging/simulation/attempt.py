"""One delivery of one message, and how to tell what happens to it."""

from dataclasses import dataclass

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.state import DELAYED, FLAGS, ZOMBIE
from consistent_messaging.text.format import short, told


@dataclass
class Attempt:
    """One delivery of one message that has not ended yet."""

    message: str
    ordinal: int
    consumer: int
    code: int = -1
    printed: int = 0
    wrote: bool = False

    @property
    def label(self) -> str:
        """The attempt's name in a history: `A·1` is the first attempt at A."""
        return f"{self.message}·{self.ordinal}"

    @property
    def delayed(self) -> bool:
        """True when a monkey delays the delivery: it can only fail."""
        return self.code % FLAGS == DELAYED

    @property
    def zombie(self) -> bool:
        """True when the lease has expired: the message was queued again meanwhile."""
        return self.code % FLAGS == ZOMBIE


def happened(mark: str, attempt: Attempt, message: OutgoingMessage | None) -> str:
    """Tell what an action other than a call does to an attempt; `message` is its next to send."""
    label, again = attempt.label, queued_again(attempt)
    what = short(message.body) if message else ""
    match mark:
        case ".":
            return f"{label} sends {what}."
        case "?":
            return f"Monkey: {label} sends {what}, and is told that it failed. It fails{again}."
        case "^":
            return f"Monkey: {label} cannot send {what}. It fails{again}."
        case "=":
            late = "is done; its ack comes too late" if attempt.zombie else "is acked"
            return f"{label} {late}."
        case "~":
            return f"Monkey: the ack of {label} is delayed; nothing is sent."
        case "%":
            return f"Monkey: the ack of {label} is lost{again}."
        case "&":
            return f"Monkey: the lease of {label} expires{again} while it goes on."
    if attempt.delayed:
        return f"{label} fails. Its messages are gone{again}."
    return f"Monkey: {label} crashes{again}."


def asked(mark: str, attempt: Attempt, call: Call, answer: Answer) -> str:
    """Tell what a call comes to, or would have come to where the answer is lost."""
    sentence = f"{attempt.label} {told(call, answer)}"
    if mark == "?":
        return f"Monkey: {sentence.rstrip('.')}, and is told that it timed out."
    return sentence if mark == "." else f"Monkey: {sentence}"


def failed(attempt: Attempt, reason: str = "") -> str:
    """Tell that an attempt fails; with the reason, if it was its own."""
    return f" {attempt.label} fails{reason.rstrip('.')}{queued_again(attempt)}."


def queued_again(attempt: Attempt) -> str:
    """Tell that the message of an attempt that ends is queued again, if it is."""
    return "" if attempt.zombie else f"; {attempt.message} is queued again"


def is_fault(mark: str, attempt: Attempt) -> bool:
    """True if this action is something that a monkey does."""
    return mark in "~?^%&<" or (mark == "!" and not attempt.delayed)


def why_not(mark: str, attempt: Attempt) -> str:
    """Say why an action cannot be taken now."""
    if mark == "=":
        return f"{attempt.label} cannot be acked: it is not through."
    if mark == "~":
        rule = "only a handler can that has returned and has sent nothing"
        return f"{attempt.label} cannot be delayed now: {rule}."
    if mark == "<":
        return f"{attempt.label} reads nothing now of which there is an earlier truth."
    if mark == ".":
        return f"{attempt.label} has no step to take now."
    return f"{mark} cannot happen to {attempt.label} now."
