"""Processes beside the handlers: relays, sweepers, cleaners. Each does one round after the other.

A round is an attempt without a message: it has no delivery that could be acked, or come again, and
needs no consumer. Nothing sees that it begins before its first step, so it begins with that one.
Only if it asks for the time before, it begins by itself: then a long pause may come in between.

Most rounds find nothing to do. One that ends as the world was when it began leads nowhere else, so
it is no move.
"""

from collections.abc import Iterator, Sequence

from consistent_messaging.model.actions import STEP
from consistent_messaging.model.attempt_tree import AttemptTree, Next
from consistent_messaging.model.clock import turned
from consistent_messaging.model.state import FLAGS, ROUND, State
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
        transitions: Transitions,
    ) -> None:
        self.names = tuple(names)
        self._first, self._tree = first, tree
        self._transitions = transitions

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
        return asks and not self._tree.naming.shows_time

    def _poised(self, number: int, state: State, held: int) -> tuple[int, int]:
        """Return the code of a round that is about to begin, and the time then."""
        root = self._tree.root(self._first + number)
        if self._tree.nodes[root].next not in (Next.NEW_ID, Next.NOW):
            return root * FLAGS + ROUND, state.time
        node, time = self._transitions.settled(root, state.stores, state.sent, held, state.time)
        return node * FLAGS + ROUND, time

    def after_one(self, number: int, state: State) -> State | None:
        """Return the state after a process has done one round, and nobody else anything.

        None if the round is broken.
        """
        held = self._transitions.held.number(frozenset())
        if self._tree.naming.shows_time:  # or nothing would be left to do once it has stopped
            state = state._replace(time=turned(state.time, "runs"))
        code, time = self._poised(number, state, held)
        stores, sent, queue = state.stores, state.sent, state.queue
        for _ in range(MOST_STEPS):
            node = self._tree.nodes[code // FLAGS]
            if node.next == Next.BREAK:
                return None
            if node.next in (Next.ACK, Next.FAIL):
                break
            held = self._transitions.held.number(node.opaque)
            effect = self._transitions.of(StepKey(code, stores, sent, time, held, STEP.mark))
            stores, sent, time = effect.stores, effect.sent, effect.time
            queue += effect.queued
            if effect.code is None:
                break
            code = effect.code
        return state._replace(queue=queue, stores=stores, sent=sent, time=time)
