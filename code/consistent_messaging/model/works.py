"""What attempts are at: a message, several of them as one delivery, or a round of a process."""

from collections.abc import Mapping
from typing import NamedTuple

from consistent_messaging.api.broker import Broker
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.headers import NO_HEADERS
from consistent_messaging.execution.batches import Delivered
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import Round
from consistent_messaging.model.symbolic_ids import mirrored

AND = "+"  # between the names of messages that are delivered as one


class Work(NamedTuple):
    """What an attempt is at: a message with its headers and the handler's code, or a `Round`.

    A message that follows from others has an id that is not its name. `delivery` says which one of
    it this is, from 1 on, where the broker counts them; `is_dead` that there is none any more.
    A batch is a work of its own, and `members` are the numbers of its messages.
    """

    name: str
    body: object
    headers: Mapping[str, str]
    code: ReachableState
    own_id: str = ""
    delivery: int = 0
    is_dead: bool = False
    members: tuple[int, ...] = ()

    @property
    def message_id(self) -> str:
        """The id that its handler is told."""
        return self.own_id or self.name

    @property
    def mirrored(self) -> "Work":
        """The same message with other fresh ids in it."""
        body, own_id = mirrored(self.body), mirrored(self.own_id)
        return self._replace(body=body, headers=thaw(mirrored(freeze(self.headers))), own_id=own_id)

    @property
    def is_round(self) -> bool:
        """True if it is a round of a process, which has no message."""
        return isinstance(self.body, Round)

    @property
    def delivered(self) -> Delivered:
        """The message as a handler gets it."""
        return Delivered(self.body, self.message_id, self.headers, self.delivery)


def works_of(
    reachable: ReachableState,
    messages: Mapping[str, object],
    headers: Mapping[str, Mapping[str, str]],
    processes: Mapping[str, ReachableState],
    endpoints: Mapping[type, ReachableState],
    broker: Broker,
) -> list[Work]:
    """Return all that attempts are at from the start: messages from outside, and rounds."""
    first = 1 if broker.most_deliveries else 0
    works = []
    for name, body in messages.items():
        code = endpoints.get(type(body), reachable)
        works.append(Work(name, body, headers.get(name, NO_HEADERS), code, delivery=first))
    return works + [Work(name, Round(), NO_HEADERS, code) for name, code in processes.items()]


def batch_of(numbers: tuple[int, ...], works: list[Work]) -> Work:
    """Return several messages, by their numbers, as one work."""
    each = [works[number] for number in numbers]
    bodies = tuple(work.body for work in each)
    return Work(AND.join(w.name for w in each), bodies, NO_HEADERS, each[0].code, members=numbers)
