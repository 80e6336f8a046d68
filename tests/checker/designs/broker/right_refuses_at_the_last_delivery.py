"""What cannot be handled is refused at its last delivery, and what was not handled may stay.

Bread is sold out, so each attempt at it fails until the last, which says so to others.

Anomaly: none
"""

from dataclasses import dataclass, replace
from typing import Any

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, LOST_ACK, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import LESSON, Add, Handler, Relay, added, shop

MOST = 2


@dataclass(frozen=True)
class Refused:
    item: str


class Refuses(Handler):
    def handle(self, message: Add, context: Any) -> None:
        if message.item != "bread":
            super().handle(message, context)
        elif context.delivery_count == MOST:
            context.publish(Refused(message.item), f"{context.message_id}/refused")
        else:
            raise ConcurrencyError("no bread is left")


def refused_or_added(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return (items, [Refused(message.item)]) if message.item == "bread" else added(items, message)


scenario = replace(
    shop(
        Refuses,
        processes={"relay": Relay},
        broker=Broker(most_deliveries=MOST, dead_letters="may stay"),
    ),
    lesson=replace(LESSON, decide=refused_or_added),
)
scope = Scope(("A", "B"), (CRASH, LOST_ACK), most_faults=2)
