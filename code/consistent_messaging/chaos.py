"""Chaos monkeys: failures with a name, that strike one attempt at one moment.

A monkey is data. The world can do to any attempt what a monkey does to one.
"""

from dataclasses import dataclass
from typing import Literal

Moment = Literal["handler returned", "everything sent"]


@dataclass(frozen=True)
class ChaosMonkey:
    """One failure: at which moment of the first attempt it strikes, and by which action.

    `action` is the mark of a world's action: `~` delays an attempt, `%` loses its ack.
    """

    name: str
    sentence: str
    moment: Moment
    action: Literal["~", "%"]


DELAYED_FAILURE_WHEN_ACKING = ChaosMonkey(
    "delayed failure when acking",
    "Your handler returns. Nothing is sent yet; other messages are handled meanwhile. "
    "Then the ack fails, and the message is delivered again.",
    "handler returned",
    "~",
)

LOST_ACK = ChaosMonkey(
    "lost ack",
    "Everything is sent. Then the ack is lost, and the message is delivered again.",
    "everything sent",
    "%",
)

CHAOS_MONKEYS = {monkey.name: monkey for monkey in (DELAYED_FAILURE_WHEN_ACKING, LOST_ACK)}
