"""Reads the number that is the queue of a state: which messages wait, and how they are called.

A message waits once for each copy. The same message after some deliveries has another number, and
so has a dead letter. All of them have one name.
"""

from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.state import COPIES_BITS, COPIES_MASK
from consistent_messaging.model.works import AND


class Queue:
    """Knows what is in the queue of each state that was looked at."""

    def __init__(self, tree: AttemptTree) -> None:
        self._tree = tree
        self._waiting: dict[int, tuple[int, ...]] = {}

    def waiting(self, queue: int) -> tuple[int, ...]:
        """Return the numbers of the messages in a queue, each once."""
        if queue not in self._waiting:
            found, left, number = [], queue, 0
            while left:
                if left & COPIES_MASK:
                    found.append(number)
                left, number = left >> COPIES_BITS, number + 1
            self._waiting[queue] = tuple(found)
        return self._waiting[queue]

    def name_in(self, queue: int, number: int) -> str:
        """Return how a schedule names a message that waits, or of which there is one more copy.

        Where several wait under one name, each but the first has a number behind it. They differ in
        their contents, their headers, or how often they were delivered. A batch is called by all of
        its messages, with a plus between them.
        """
        members = self._tree.works[number].members
        if members:
            return AND.join(self.name_in(queue, each) for each in members)
        name, alike = self._tree.works[number].name, self._alike(queue, number)
        place = alike.index(number) if number in alike else 0
        return f"{name}#{place + 1}" if place else name

    def number_of(self, queue: int, name: str, *, is_dead: bool = False) -> int | None:
        """Return the number of the message that a schedule means, if it waits."""
        for number in self.waiting(queue):
            is_meant = self._tree.works[number].is_dead == is_dead
            if is_meant and self.name_in(queue, number) == name:
                return number
        return None

    def _alike(self, queue: int, number: int) -> list[int]:
        works = self._tree.works
        called = works[number].name, works[number].is_dead
        alike = [n for n in self.waiting(queue) if (works[n].name, works[n].is_dead) == called]
        return sorted(
            alike, key=lambda n: (repr((works[n].body, works[n].headers)), works[n].delivery)
        )
