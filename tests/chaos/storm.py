"""What happens in a run, drawn from a seed: which messages, which copies, when who is killed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Literal, NamedTuple

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.checker.many_subjects import renamed
from designs import Loaded

NEIGHBOURS = 4  # orders whose messages come mixed: the fewer, the more often two workers meet
LATEST_STRIKE = 0.95  # of all messages: the last strikes leave something to be repaired


class Strike(NamedTuple):
    """The monkey strikes this worker, once so many messages were delivered, after a delay."""

    deliveries: int
    worker: int
    delay_seconds: float
    what: Literal["kill", "pause"]


@dataclass(frozen=True)
class Storm:
    """How much of everything. `lease_seconds` is short, so that paused workers lose theirs."""

    messages: int = 10_000
    workers: int = 4
    kills: int = 320
    pauses: int = 60
    duplicates: int = 520
    seed: int = 1
    lease_seconds: float = 0.25

    def __post_init__(self) -> None:
        for name in ("messages", "workers"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is a number from 1 on, not {getattr(self, name)}.")
        if self.kills + self.pauses > self.messages:
            raise ValueError("There are more kills and pauses than messages; allow fewer.")

    def for_messages(self, messages: int, violence: float = 1.0) -> "Storm":
        """Return a storm for another number of messages, as violent as this one, or more so."""
        part = messages / self.messages * violence
        return replace(
            self,
            messages=messages,
            kills=round(self.kills * part),
            pauses=round(self.pauses * part),
            duplicates=round(self.duplicates * part),
        )

    def orders(self, world: Loaded) -> list[str]:
        """Return the names of the orders; each gets each of the world's messages once."""
        count = -(-self.messages // len(world.messages))
        return [f"order-{number:05}" for number in range(1, count + 1)]

    def deliveries(self, world: Loaded) -> list[OutgoingMessage]:
        """Return all messages in the sequence of the queue, with the duplicates among them."""
        random = Random(f"messages {self.seed}")
        orders, queue = self.orders(world), list[OutgoingMessage]()
        for first in range(0, len(orders), NEIGHBOURS):
            mixed = [
                _message(world, name, order)
                for order in orders[first : first + NEIGHBOURS]
                for name in world.messages
            ]
            random.shuffle(mixed)
            queue += mixed
        for _ in range(self.duplicates):
            place = random.randrange(len(queue))
            later = place + 1 + int(random.expovariate(1 / 10))  # most copies come soon
            queue.insert(later, queue[place])
        return queue

    def strikes(self) -> Iterator[Strike]:
        """Yield what the monkey does, the earliest first."""
        random = Random(f"strikes {self.seed}")
        count, latest = self.kills + self.pauses, int(LATEST_STRIKE * self.messages)
        whats = ["kill"] * self.kills + ["pause"] * self.pauses
        random.shuffle(whats)
        times = sorted(random.randrange(latest) for _ in range(count))
        for time, what in zip(times, whats, strict=True):
            delay = random.uniform(0, 0.02)
            yield Strike(time, random.randrange(self.workers), delay, what)  # type: ignore[arg-type]


def _message(world: Loaded, name: str, order: str) -> OutgoingMessage:
    """Return the message; if tokens are checked, as the web shop sends it: with one of its own."""
    message_id, body = f"{order}-{name}", renamed(world.messages[name], world.order, order)
    headers = {"token": f"token-{message_id}"} if world.scenario.receiver else {}
    return OutgoingMessage(message_id, body, headers)
