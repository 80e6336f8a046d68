"""What the broker makes of a message that was delivered: it comes again, or is a dead letter.

The same message after one delivery more is another number in the queue. So a state says how often
each was delivered, and nothing else in it has to.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from consistent_messaging.api.broker import Broker
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.queue import Queue
from consistent_messaging.model.state import FLAGS, ROUND, ZOMBIE, State, copies, one_copy
from consistent_messaging.model.works import batch_of

Fate = Literal["again", "dead", "gone"]


class Deliveries:
    """Keeps the rules of a broker. With `plain`, it has none but that it delivers at least once.

    `bodies` are the messages from outside, in the sequence in which they have arrived.
    """

    def __init__(
        self, broker: Broker, tree: AttemptTree, queue: Queue, bodies: list[object]
    ) -> None:
        self.most = broker.most_deliveries
        self.acked_first = broker.ack == "before the work"
        self.may_stay = broker.dead_letters == "may stay"
        self.batch = broker.batch or 1
        delivers_alone = broker.fifo_by is None and broker.batch is None
        self.plain = self.most is None and not self.acked_first and delivers_alone
        self._tree, self._queue = tree, queue
        self._before = _those_before(bodies, broker.fifo_by)
        self._again: dict[int, int] = {}
        self._batches: dict[tuple[int, ...], int] = {}

    @property
    def first(self) -> int:
        """The count of a message that was not delivered so far; 0 where nobody counts."""
        return 0 if self.most is None else 1

    def again(self, message: int) -> int:
        """Return the number of a message once a delivery of it was not acked."""
        if self.most is None:
            return message
        if message not in self._again:
            work = self._tree.works[message]
            dead = work.delivery == self.most
            after = work._replace(delivery=work.delivery + (not dead), is_dead=dead)
            self._again[message] = self._tree.take_up(after, like=message)
        return self._again[message]

    def come_again(self, message: int) -> int:
        """Return what the queue gets once a delivery was not acked: of a batch all its messages."""
        return sum(one_copy(self.again(each)) for each in self._tree.members(message))

    def taken(self, message: int) -> int:
        """Return what the queue loses with a delivery."""
        return sum(map(one_copy, self._tree.members(message)))

    def batches(self, state: State, alone: list[int]) -> list[int]:
        """Return all deliveries that begin with one of these messages: it alone, and with others.

        The messages of a batch have the same endpoint.
        """
        found: list[tuple[int, ...]] = [(number,) for number in alone]
        for numbers in found:
            if len(numbers) < self.batch:
                found += [(*numbers, each) for each in self._that_join(state, numbers)]
        return [self.number_of(numbers) for numbers in found]

    def number_of(self, numbers: tuple[int, ...]) -> int:
        """Return the number of a delivery of these messages."""
        if len(numbers) == 1:
            return numbers[0]
        if numbers not in self._batches:
            self._batches[numbers] = self._tree.take_up(batch_of(numbers, self._tree.works))
        return self._batches[numbers]

    def _that_join(self, state: State, numbers: tuple[int, ...]) -> Iterator[int]:
        """Yield the messages that can come behind these in one delivery."""
        queue, works = state.queue - sum(map(one_copy, numbers)), self._tree.works
        left = state._replace(queue=queue)
        for each in self._queue.waiting(queue):
            if works[each].code is works[numbers[0]].code and self.is_next(left, each):
                yield each

    def fate(self, message: int) -> Fate:
        """Return what becomes of a message if this delivery of it is not acked."""
        if self.acked_first:
            return "gone"
        return "dead" if self.is_dead(self.again(message)) else "again"

    def is_dead(self, message: int) -> bool:
        """True for the number of a dead letter."""
        return self._tree.works[message].is_dead

    def replayed(self, queue: int, message: int) -> int:
        """Return the queue once an operator has replayed a dead letter."""
        return queue - one_copy(message) + one_copy(self._tree.origin(message))

    def dead_letters(self, queue: int) -> tuple[int, ...]:
        """Return the numbers of the dead letters in a queue."""
        if self.most is None:
            return ()
        return tuple(number for number in self._queue.waiting(queue) if self.is_dead(number))

    def is_quiet(self, queue: int) -> bool:
        """True if nothing in a queue has to be delivered, or replayed."""
        return not queue or (
            self.may_stay and len(self.dead_letters(queue)) == len(self._queue.waiting(queue))
        )

    def are_next(self, state: State, message: int) -> bool:
        """True if a message can be delivered, or those of a batch one after the other."""
        for each in self._tree.members(message):
            if not self.is_next(state, each):
                return False
            state = state._replace(queue=state.queue - one_copy(each))
        return True

    def is_next(self, state: State, message: int) -> bool:
        """True if a message can be delivered: it waits, is not dead, and none is before it."""
        if not copies(state.queue, message) or self.is_dead(message):
            return False
        before = self._before.get(self._tree.origin(message))
        if before is None:
            return True
        waiting = [n for n in self._queue.waiting(state.queue) if not self.is_dead(n)]
        nodes = self._tree.nodes
        leased = [code for code in state.attempts if code % FLAGS not in (ZOMBIE, ROUND)]
        taken = [self._tree.members(nodes[code // FLAGS].message) for code in leased]
        at_work = {self._tree.origin(number) for numbers in taken for number in numbers}
        earlier = {self._tree.origin(n) for n in waiting} - {self._tree.origin(message)}
        return before.isdisjoint(earlier | at_work)


def _those_before(
    bodies: list[object], key_of: Callable[[Any], str | None] | None
) -> Mapping[int, frozenset[int]]:
    """Return, for each message that has a key, those up to itself that have the same."""
    if key_of is None:
        return {}
    keys = [key_of(body) for body in bodies]
    return {
        number: frozenset(n for n in range(number + 1) if keys[n] == key)
        for number, key in enumerate(keys)
        if key is not None
    }
