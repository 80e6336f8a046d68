"""Every way in which an attempt can go, as a tree that grows when it is looked at.

A node is an attempt at a message that has got certain answers. What it does next follows from
these alone, so the handler is run at most once for each node, however many states contain it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from itertools import count
from zlib import crc32

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.execution.object_memory import Attempted
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import (
    NEW_ID,
    NOW,
    Answer,
    Broken,
    Call,
    Failed,
    Paused,
    Returned,
    Run,
)
from consistent_messaging.execution.run_ahead import UsualAnswer
from consistent_messaging.model.answers import answer_to
from consistent_messaging.model.attempt_runs import Ahead, AttemptRuns
from consistent_messaging.model.symbolic_ids import NONE, Naming, opaque_names
from consistent_messaging.model.works import Work


class Next(IntEnum):
    """What an attempt does next."""

    CALL = 0
    SEND = 1
    ACK = 2
    FAIL = 3
    NEW_ID = 4
    NOW = 5
    BREAK = 6


@dataclass(slots=True)
class Node:
    """An attempt at a message that has got these answers.

    `opaque` holds the names that the attempt knows and that only have to differ from others:
    fresh ids and etags. `call` is set where the next thing is a call, `message_out` where it is a
    send, `reason` where it fails, `error` where the handler is broken. `nacked` are the places of
    the messages of a batch that come again, and `answer` is what the caller of a request is told.
    `ahead` is set where a run has shown more than this node. `lets_errors_out` is True where an
    error that the call raises is known to end the attempt.
    """

    message: int
    answers: tuple[tuple[Call, Answer], ...]
    next: Next
    line: int | None = None
    call: Call | None = None
    message_out: OutgoingMessage | None = None
    sent: int = 0
    outgoing: tuple[OutgoingMessage, ...] = ()
    nacked: tuple[int, ...] = ()
    answer: OutgoingMessage | None = None
    reason: str = ""
    error: BaseException | None = None
    printed: int = 0
    opaque: frozenset[str] = frozenset()
    children: dict[Answer | None, int] = field(default_factory=dict)
    ahead: Ahead | None = None
    lets_errors_out: bool = False

    @property
    def returned(self) -> bool:
        """True once the handler has returned."""
        return self.next in (Next.SEND, Next.ACK)


class AttemptTree:
    """The tree. Nodes are named by their numbers; each message has a root, and so has each process.

    With `echo`, what a handler prints is printed when a node is reached for the first time. With
    `only_searched`, an attempt that has returned forgets how it came to that: what it still does
    follows from what it publishes, and nobody asks for more. With `batches`, each delivery is one,
    be it of a single message.
    """

    def __init__(
        self,
        stores: Mapping[str, object],
        works: Sequence[Work],
        naming: Naming,
        *,
        endpoints: Collection[ReachableState] = (),
        batches: bool = False,
        requests: tuple[type, ...] = (),
        echo: bool = False,
        only_searched: bool = False,
    ) -> None:
        self.nodes: list[Node] = []
        self.naming = naming
        self.broken: list[int] = []
        self.works = list(works)
        self._given, self._origins = len(works), list(range(len(works)))
        self._id_classes = len(works) + (bool(endpoints) or batches)
        self.echo, self._only_searched = echo, only_searched
        self._foreseen: tuple[Attempted, Ahead] | None = None
        codes = [*(work.code for work in works), *endpoints]
        self.runs = AttemptRuns(
            stores, self.works, naming, codes, self.follows, batches=batches, requests=requests
        )
        self._roots: dict[int, int] = {}
        self._returned_alike: dict[tuple[object, ...], int] = {}

    def root(self, message: int) -> int:
        """Return the node of an attempt at this message that has just begun."""
        if message not in self._roots:
            self._roots[message] = self._add(message, (), 0, self._names_in(message))
        return self._roots[message]

    def take_up(self, work: Work, like: int | None = None) -> int:
        """Return the number of a message that was not met before.

        It follows from others; it is one that is known, delivered once more; or it is a batch.
        """
        self.works.append(work)
        new = len(self.works) - 1
        self._origins.append(new if like is None else self._origins[like])
        return new

    def origin(self, message: int) -> int:
        """Return the number that a message had before its first delivery."""
        return self._origins[message]

    def members(self, message: int) -> tuple[int, ...]:
        """Return the numbers of the messages of a batch; of any other message its own."""
        return self.works[message].members or (message,)

    def rank(self, message: int) -> int:
        """Return a number that does not depend on when this message was met."""
        if message < self._given:
            return message
        work = self.works[message]
        if work.members:  # behind all that come alone; of two batches the first message decides
            return reduce(lambda rank, member: (rank << 34) + self.rank(member), work.members, 1)
        return self._given + crc32(repr((*work[:3], *work[5:7])).encode())

    def follows(self, message: int) -> bool:
        """True if a message follows from others; those from outside do not."""
        return self._origins[message] >= self._given

    def _names_in(self, message: int) -> frozenset[str]:
        """Return the fresh ids in a message that follows; those from outside have none."""
        if not self.follows(message):
            return NONE
        work = self.works[message]
        if work.members:
            return NONE.union(*map(self._names_in, work.members))
        return opaque_names((work.own_id, work.body, freeze(work.headers)))

    def answered(self, number: int, answer: Answer, usual: UsualAnswer | None = None) -> int:
        """Return the node that follows when this node's call gets this answer.

        `usual` knows which answers come after it if nothing happens: then one run shows them all.
        """
        node = self.nodes[number]
        found = node.children.get(answer)
        if found is None:
            assert node.call is not None
            answers = (*node.answers, (node.call, answer))
            opaque = node.opaque | opaque_names(answer.value)
            ahead = node.ahead and node.ahead.after(answer)
            if ahead:
                node.ahead = None
            elif node.lets_errors_out:
                self._foreseen = self.runs.failed(
                    Attempted(node.message, answers), node.printed, node.line
                )
            found = self._add(node.message, answers, node.printed, opaque, ahead, usual)
            node.children[answer] = found
        return found

    def own_failure(self, number: int, answer: Answer, usual: UsualAnswer) -> str:
        """Return why the handler fails of itself once this node's call got this answer.

        It is empty if it does not fail. Nothing is printed for it. `usual` is as in `answered`.
        """
        node = self.nodes[number]
        assert node.call is not None
        seen = node.ahead and node.ahead.after(answer)
        if seen and seen.calls:
            return ""
        answers = (*node.answers, (node.call, answer))
        opaque = node.opaque | opaque_names(answer.value)
        attempt = Attempted(node.message, answers)
        if seen:
            ahead = self.runs.seen_ahead(attempt, opaque, seen)
        else:
            ahead = self.runs.relied_on(attempt, opaque, usual)
        done = ahead.here
        if done.printed == node.printed:
            self._foreseen = attempt, ahead
        return done.outcome.reason if isinstance(done.outcome, Failed) else ""

    def sent(self, number: int) -> int:
        """Return the node that follows when this node's message was sent."""
        node = self.nodes[number]
        found = node.children.get(None)
        if found is None:
            found = node.children[None] = self._numbered(self._returned(node, node.sent + 1))
        return found

    def delayed(self, number: int) -> int:
        """Return the node of this attempt once it is delayed: it can only fail, wherever it is."""
        return self._roots[self.nodes[number].message] if self._only_searched else number

    def fresh_ids(self, message: int) -> Iterator[str]:
        """Yield ids for attempts at this message, without end.

        Those at another message get others, so that it leaves no trace who asks first. All messages
        that follow are one in this.
        """
        first = min(self._origins[message], self._given) + 1
        return (f"new-{number}" for number in count(first, self._id_classes))

    def run_again(self, number: int, *, print_from: int | None = None) -> Run:
        """Run the handler to this node once more, to look at it or to hear what it prints."""
        node = self.nodes[number]
        return self.runs.plain(Attempted(node.message, node.answers), print_from)

    def _add(
        self,
        message: int,
        answers: tuple[tuple[Call, Answer], ...],
        printed: int,
        opaque: frozenset[str],
        ahead: Ahead | None = None,
        usual: UsualAnswer | None = None,
    ) -> int:
        attempt = Attempted(message, answers)
        ahead = self._looked_at(attempt, printed, opaque, ahead, usual)
        done = ahead.here
        node = Node(message, answers, Next.BREAK, printed=done.printed, opaque=opaque)
        node.line = ahead.line
        match done.outcome:
            case Paused(call=call):
                node.call, node.ahead = call, ahead if ahead.calls else None
                node.lets_errors_out = ahead.lets_errors_out
                node.next = {NEW_ID: Next.NEW_ID, NOW: Next.NOW}.get(call, Next.CALL)
            case Returned(outgoing=outgoing, nacked=nacked, answer=answer):
                node.outgoing, node.nacked = outgoing, nacked
                if answer is not None:
                    node.answer = answer_to(self.works[message].message_id, answer)
                node = self._returned(node, 0)
            case Failed(reason=reason):
                node.next, node.reason = Next.FAIL, reason
            case Broken(error=error):
                node.error = error
                self.broken.append(len(self.nodes))
        return self._numbered(node)

    def _looked_at(
        self,
        attempt: Attempted,
        printed: int,
        opaque: frozenset[str],
        ahead: Ahead | None,
        usual: UsualAnswer | None,
    ) -> Ahead:
        """Return what an attempt comes to: it was looked at ahead, or it is run now."""
        foreseen, self._foreseen = self._foreseen, None
        if foreseen and foreseen[0] == attempt:
            return foreseen[1]  # it has printed nothing
        if ahead:
            ahead = self.runs.seen_ahead(attempt, opaque, ahead)
        else:
            ahead = self.runs.relied_on(attempt, opaque, usual)
        is_heard = self.echo and not self.works[attempt.message].is_round
        if is_heard and ahead.here.printed > printed:
            self.runs.let_print(attempt, printed)
        return ahead

    def _numbered(self, node: Node) -> int:
        """Return the number of a new node, or of one that it is as good as."""
        if self._only_searched and node.returned:
            key = (node.message, node.outgoing, node.nacked, node.answer, node.sent)
            if self._returned_alike.setdefault(key, len(self.nodes)) < len(self.nodes):
                return self._returned_alike[key]
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _returned(self, node: Node, sent: int) -> Node:
        """Return the node of a handler that has returned, so many of whose messages were sent.

        What it knows no longer matters, but for what it still sends.
        """
        after = Node(node.message, node.answers, Next.ACK, node.line, sent=sent)
        after.outgoing, after.printed = node.outgoing, node.printed
        after.nacked, after.answer = node.nacked, node.answer
        after.opaque = opaque_names((node.outgoing[sent:], node.answer))
        if sent < len(node.outgoing):
            after.next, after.message_out = Next.SEND, node.outgoing[sent]
        return after
