"""Rules of the broker, where a scenario has more than that it delivers at least once.

They are those of real brokers. Deliveries have a limit, behind which is a dead-letter queue.
Messages can be acked before the work. Those of one key can come one after the other. And several
can come as one delivery.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

Ack = Literal["after the work", "before the work"]
DeadLetters = Literal["replayed", "may stay"]


@dataclass(frozen=True)
class Broker:
    """What the broker of a scenario does.

    After `most_deliveries` of a message, the next thing is the dead-letter queue. Each delivery
    that is not acked counts, whatever was the reason: a conflict does, too. From then on, handlers
    can ask `context.delivery_count`. What is in the dead-letter queue can be replayed by an
    operator at any time, and then its deliveries are counted from one on. If `dead_letters` are
    "replayed", nothing is at rest before that; if they "may stay", they are not missed.

    With an `ack` "before the work", a message is gone once it is delivered, whatever becomes of
    the attempt. `fifo_by(message)` returns a key, or None. Messages from outside with the same key
    are delivered in the sequence in which a check names them. Each waits until the one before is
    acked, or is a dead letter.

    A `batch` of up to so many messages that wait is one delivery, in any sequence. It has one ack,
    and if the attempt fails, all of them come again. A handler with `handle_batch(batch)` gets each
    delivery as a list of pairs, a message and its context. Any other handles one message of it
    after the other. Those whose context got a `nack()` come again, though the others are acked.
    """

    most_deliveries: int | None = None
    dead_letters: DeadLetters = "replayed"
    ack: Ack = "after the work"
    fifo_by: Callable[[Any], str | None] | None = None
    batch: int | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for what no broker does."""
        for name, words in (("ack", get_args(Ack)), ("dead_letters", get_args(DeadLetters))):
            if getattr(self, name) not in words:
                known = " or ".join(map(repr, words))
                raise ValueError(f"{name} is {known}, not {getattr(self, name)!r}.")
        most = self.most_deliveries
        if most is not None and (not isinstance(most, int) or not 1 <= most <= MOST_COUNTED):
            raise ValueError(
                f"most_deliveries is a number from 1 to {MOST_COUNTED}, not {most!r}. Two or three "
                "show as much as ten, with fewer states."
            )
        if most is None and self.dead_letters != "replayed":
            raise ValueError(
                "There are dead letters only where deliveries have a limit. Give the broker "
                "most_deliveries as well."
            )
        if self.ack == "before the work" and most is not None:
            raise ValueError(
                "A message that is acked before the work is delivered once, so its deliveries need "
                "no limit. Leave most_deliveries out."
            )
        if self.batch is not None and self.batch not in range(1, MOST_IN_A_BATCH + 1):
            raise ValueError(
                f"batch is how many messages come as one delivery: 1 to {MOST_IN_A_BATCH}, not "
                f"{self.batch!r}. Two show as much as ten, with fewer states."
            )


MOST_COUNTED = 10
MOST_IN_A_BATCH = 4
AT_LEAST_ONCE = Broker()
"""What a broker does unless a scenario says otherwise."""
