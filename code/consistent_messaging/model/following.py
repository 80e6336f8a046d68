"""Messages that follow from others: what is sent, and an endpoint of the scenario's own handles.

Such a message waits in the queue as those from outside do, and attempts at it are like all others.
Which endpoint handles a message goes by its type. Each endpoint has consumers of its own.

In a history a message that follows is called by its type and its id: `Charge:A/charge`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.model.attempt_runs import Work
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.queue import Queue
from consistent_messaging.model.state import copies, one_copy

_MEANINGFUL = re.compile(r"[\s@#·]+")  # what has a meaning in a schedule
MOST_WAITING = 3  # copies of one message; a consumer has no use for one more
MOST_OF_A_TYPE = 16  # different messages in one history; a design that sends more finds no end


class Following:
    """Knows which endpoint handles what is sent. `some` is False where there is none."""

    def __init__(
        self,
        endpoints: Mapping[type, ReachableState],
        tree: AttemptTree,
        queue: Queue,
        first_delivery: int,
    ) -> None:
        self.some = bool(endpoints)
        self._endpoints, self._tree, self.queue = endpoints, tree, queue
        self._first_delivery = first_delivery
        self._numbers: dict[OutgoingMessage, int] = {}
        self._kept: dict[int, int] = {}

    def takes(self, body: object) -> bool:
        """True if an endpoint handles messages with such a content."""
        return type(body) in self._endpoints

    def queued(self, message: OutgoingMessage) -> int:
        """Return what one more send of this message adds to the queue's number."""
        code = self._endpoints.get(type(message.body)) if self.some else None
        if code is None:
            return 0
        number = self._numbers.get(message)
        if number is None:
            number = self._numbers[message] = self._tree.take_up(self._work(message, code))
        return one_copy(number)

    def limited(self, queue: int) -> int:
        """Return the queue without copies that nobody would miss."""
        if queue not in self._kept:
            kept = queue
            for number in self.queue.waiting(queue):
                more = copies(queue, number) - MOST_WAITING
                kept -= more * one_copy(number) if self._follows(number) and more > 0 else 0
            self._kept[queue] = kept
        return self._kept[queue]

    def that_follow(self, queue: int) -> list[int]:
        """Return the numbers of the messages in a queue that do not come from outside."""
        works, waiting = self._tree.works, self.queue.waiting(queue)
        return [n for n in waiting if self._follows(n) and not works[n].is_dead]

    def _follows(self, number: int) -> bool:
        return bool(self._tree.works[number].own_id)

    def _work(self, message: OutgoingMessage, code: ReachableState) -> Work:
        name = f"{type(message.body).__name__}:{_MEANINGFUL.sub('_', message.message_id)}"
        headers: Mapping[str, Any] = thaw(message.headers)
        return Work(name, message.body, headers, code, message.message_id, self._first_delivery)


def check_that_it_ends(messages: Iterable[OutgoingMessage]) -> None:
    """Raise `NotReplayable` if more of these follow than a design sends that finds an end."""
    kinds = Counter(type(message.body).__name__ for message in messages)
    for kind, count in kinds.items():
        if count > MOST_OF_A_TYPE:
            raise NotReplayable(
                f"It looks as if a {kind} leads to another {kind} without an end. One history has "
                f"more than {MOST_OF_A_TYPE} of them, each with its own id or content. Let the "
                f"endpoints stop: one that handles a {kind} must not always lead to the next."
            )
