"""Processes beside the handlers: relays, sweepers, cleaners. Each does one round after the other.

A round is an attempt without a message: it has no delivery that could be acked, or come again, and
needs no consumer. Nothing sees that it begins before its first step, so it begins with that one.
Only if it asks for the time before, it begins by itself: then a long pause may come in between.

Most rounds find nothing to do. One that ends as the world was when it began leads nowhere else, so
it is no move; and when nothing else is left to happen, and each process could do one more round
alone without changing anything, the world is at rest.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from consistent_messaging.model.actions import STEP
from consistent_messaging.model.attempt_tree import AttemptTree, Next
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.state import FLAGS, ROUND, State
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import renamed
from consistent_messaging.model.transitions import StepKey, Transitions

MOST_STEPS = 200  # of a round alone; a handler is stopped at half of them


class Rounds:
    """The processes of a world, and the rounds that can begin in it.

    `first` is the number of the first process in the tree's roots: those before it are messages.
    """

    def __init__(
        self,
        names: Sequence[str],
        first: int,
        tree: AttemptTree,
        stored: StoreStates,
        transitions: Transitions,
    ) -> None:
        self.names = tuple(names)
        self._first, self._tree, self._stored = first, tree, stored
        self._transitions = transitions
        self._resting: dict[tuple[int, int, int], bool] = {}
        self._contents: Interned[Any] = Interned(())
        self._content_of: dict[int, int] = {}

    def running(self, state: State) -> int:
        """Return how many rounds are under way."""
        return sum(code % FLAGS == ROUND for code in state.attempts) if self.names else 0

    def name_of(self, code: int) -> str:
        """Return the name of the process whose round this is."""
        return self.names[self._tree.nodes[code // FLAGS].message - self._first]

    def code_of(self, name: str, state: State, held: int) -> int:
        """Return where a process is: in its round, or about to begin one."""
        number = self.names.index(name)
        under_way = [c for c in state.attempts if c % FLAGS == ROUND and self.name_of(c) == name]
        return under_way[0] if under_way else self._poised(number, state, held)[0]

    def begun(self, state: State, held: int) -> Iterator[tuple[int, State]]:
        """Yield each round that can begin: its code, and the state in which it has begun."""
        nodes, first, attempts = self._tree.nodes, self._first, state.attempts
        busy = {nodes[code // FLAGS].message for code in attempts if code % FLAGS == ROUND}
        for number in range(len(self.names)):
            if first + number in busy:
                continue
            code, time = self._poised(number, state, held)
            if nodes[code // FLAGS].next not in (Next.ACK, Next.FAIL):
                after = tuple(sorted((*attempts, code))) if attempts else (code,)
                yield code, state._replace(attempts=after, time=time)

    def begins_alone(self, code: int) -> bool:
        """True if a round begins without a step: it has asked for the time, or it is broken."""
        node = self._tree.nodes[code // FLAGS]
        if node.next == Next.BREAK:
            return True
        asks = any(call.operation == "now" for call, _ in node.answers)
        return asks and not self._tree.naming.ticks

    def at_rest(self, state: State) -> bool:
        """True if each process could do one more round alone and nothing would be changed."""
        key = state[2:]
        if key not in self._resting:
            numbers = range(len(self.names))
            self._resting[key] = all(self._is_idle(number, state) for number in numbers)
        return self._resting[key]

    def restless(self, state: State) -> list[str]:
        """Return the names of the processes that have something left to do in this state."""
        running = [self.name_of(code) for code in state.attempts if code % FLAGS == ROUND]
        return [name for name in self.names if name in running or self.changes(name, state)]

    def changes(self, name: str, state: State) -> bool:
        """True if a round of this process alone would change something in this state."""
        return not self._is_idle(self.names.index(name), state)

    def _poised(self, number: int, state: State, held: int) -> tuple[int, int]:
        """Return the code of a round that is about to begin, and the time then."""
        root = self._tree.root(self._first + number)
        if self._tree.nodes[root].next not in (Next.NEW_ID, Next.NOW):
            return root * FLAGS + ROUND, state.time
        node, time = self._transitions.settled(root, state.stores, state.sent, held, state.time)
        return node * FLAGS + ROUND, time

    def _is_idle(self, number: int, state: State) -> bool:
        """Let one round go alone, and see whether anything is another than before.

        A fresh id or an etag in the place of another one is no change.
        """
        held = self._transitions.held.number(frozenset())
        code, time = self._poised(number, state, held)
        stores, sent = state.stores, state.sent
        for _ in range(MOST_STEPS):
            node = self._tree.nodes[code // FLAGS]
            if node.next == Next.BREAK:
                return False
            if node.next in (Next.ACK, Next.FAIL):
                break
            held = self._transitions.held.number(node.opaque)
            effect = self._transitions.of(StepKey(code, stores, sent, time, held, STEP.mark))
            stores, sent, time = effect.stores, effect.sent, effect.time
            if effect.code is None:
                break
            code = effect.code
        return sent == state.sent and self._content(stores) == self._content(state.stores)

    def _content(self, stores: int) -> int:
        """Return a number that is the same for stores that differ only in ids and etags."""
        if stores not in self._content_of:
            records = self._stored.records(stores)
            items = tuple(tuple(sorted(by_key.items(), key=repr)) for by_key in records.values())
            number = self._contents.number(renamed(items, lambda name: "…"))
            self._content_of[stores] = number
        return self._content_of[stores]
