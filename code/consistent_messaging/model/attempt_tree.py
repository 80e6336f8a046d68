"""Every way in which an attempt can go, as a tree that grows when it is looked at.

A node is an attempt at a message that has got certain answers. What it does next follows from
these alone, so the handler is run once for each node, however many states contain it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import reduce
from itertools import count
from typing import cast
from zlib import crc32

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.execution.batches import Batch
from consistent_messaging.execution.determinism import (
    alike,
    alike_but_for_numbers,
    run_and_verify,
)
from consistent_messaging.execution.object_memory import Attempted, ObjectMemory
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import (
    NEW_ID,
    NOW,
    Answer,
    Broken,
    Call,
    Failed,
    Outcome,
    Paused,
    Returned,
    Run,
    run,
)
from consistent_messaging.execution.worker import Worker
from consistent_messaging.model.answers import answer_to
from consistent_messaging.model.symbolic_ids import (
    NONE,
    NamesAreWorkedOn,
    Naming,
    mirrored,
    opaque_names,
)
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
        self.runs = 0
        self.broken: list[int] = []
        self._stores, self.works = stores, list(works)
        self._given, self._origins = len(works), list(range(len(works)))
        self._id_classes = len(works) + (bool(endpoints) or batches)
        self._batches, self._requests = batches, requests
        self.echo, self._only_searched = echo, only_searched
        self._ahead: tuple[int, tuple[tuple[Call, Answer], ...], Run] | None = None
        codes = [*(work.code for work in works), *endpoints]
        self._memories = {  # one of each class
            code: ObjectMemory(code, self._maker(code), self._run_on) for code in codes
        }
        self._roots: dict[int, int] = {}
        self._mirrors: dict[int, tuple[object, tuple[Call, Answer]]] = {}
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

    def _names_in(self, message: int) -> frozenset[str]:
        """Return the fresh ids in a message that follows; those from outside have none."""
        if self._origins[message] < self._given:
            return NONE
        work = self.works[message]
        if work.members:
            return NONE.union(*map(self._names_in, work.members))
        return opaque_names((work.own_id, work.body, freeze(work.headers)))

    def answered(self, number: int, answer: Answer) -> int:
        """Return the node that follows when this node's call gets this answer."""
        node = self.nodes[number]
        found = node.children.get(answer)
        if found is None:
            assert node.call is not None
            answers = (*node.answers, (node.call, answer))
            opaque = node.opaque | opaque_names(answer.value)
            found = self._add(node.message, answers, node.printed, opaque)
            node.children[answer] = found
        return found

    def own_failure(self, number: int, answer: Answer) -> str:
        """Return why the handler fails of itself once this node's call got this answer.

        It is empty if it does not fail. Nothing is printed for it.
        """
        node = self.nodes[number]
        assert node.call is not None
        answers = (*node.answers, (node.call, answer))
        opaque = node.opaque | opaque_names(answer.value)
        done = self._relied_on(node.message, answers, opaque, None)
        if done.printed == node.printed:
            self._ahead = node.message, answers, done
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
        return self._run(node.message, node.answers, print_from)

    def _maker(self, code: ReachableState) -> Callable[[], Worker]:
        return lambda: Worker(code.make_handler, self._stores)

    def _run_on(self, attempt: Attempted, worker: Worker) -> Run:
        return self._run(*attempt, None, worker=worker)

    def _run(
        self,
        message: int,
        answers: tuple[tuple[Call, Answer], ...],
        print_from: int | None,
        *,
        worker: Worker | None = None,
        other_times: bool = False,
        other_names: bool = False,
    ) -> Run:
        work, body = self._as_named(message, other_names=other_names), None
        if self._batches and not work.is_round:
            each = [self._as_named(n, other_names=other_names) for n in self.members(message)]
            body = Batch(tuple(member.delivered for member in each))
        self.runs += 1
        return run(
            work.code.make_handler,
            self._stores,
            body or work.body,
            work.message_id,
            work.headers,
            answers,
            print_from=print_from,
            reachable=work.code,
            delivery=work.delivery,
            worker=worker,
            other_times=other_times,
            is_request=isinstance(work.body, self._requests),
        )

    def _as_named(self, message: int, *, other_names: bool) -> Work:
        """Return a message, with other ids in it if it is not from outside and these are asked for.

        A batch has none in itself.
        """
        work = self.works[message]
        follows = self._origins[message] >= self._given and not work.members
        return work.mirrored if other_names and follows else work

    def _relied_on(
        self,
        message: int,
        answers: tuple[tuple[Call, Answer], ...],
        opaque: frozenset[str],
        print_from: int | None,
    ) -> Run:
        work = self.works[message]
        memory, worker = self._memories[work.code], self._maker(work.code)()
        done, depends_on_names = run_and_verify(
            work.code,
            lambda: self._run(message, answers, print_from, worker=worker),
            lambda: self._run(message, answers, None),
            self._under_other_names(message, answers, opaque),
        )
        if isinstance(done.outcome, (Returned, Failed)):
            attempt = Attempted(message, answers)
            breach = memory.breach(attempt, done.outcome, worker)
            if breach:
                return replace(done, outcome=Broken(breach))
            if depends_on_names:
                self.naming.once_only = True
                raise NamesAreWorkedOn
        if not self.naming.shows_time and self._shows_the_time(message, answers, done):
            self.naming.shows_time = True
            raise NamesAreWorkedOn
        return done

    def _under_other_names(
        self, message: int, answers: tuple[tuple[Call, Answer], ...], opaque: frozenset[str]
    ) -> Callable[[Outcome], bool] | None:
        """Return what tells if a handler that gets other ids and etags only hands them on.

        None where it got none, or where none is given twice.
        """
        if not opaque or self.naming.once_only:
            return None

        def is_alike(outcome: Outcome) -> bool:
            others = tuple(map(self._mirrored, answers))
            other = self._run(message, others, None, other_names=True)
            return alike(mirrored(outcome), other.outcome)

        return is_alike

    def _mirrored(self, answered: tuple[Call, Answer]) -> tuple[Call, Answer]:
        """Return a call and its answer with other names; all attempts that go on from it ask."""
        found = self._mirrors.get(id(answered))
        if found is None:
            found = self._mirrors[id(answered)] = answered, mirrored(answered)
        return found[1]

    def _shows_the_time(
        self, message: int, answers: tuple[tuple[Call, Answer], ...], done: Run
    ) -> bool:
        """True if a handler that asks a little later does anything but note another number."""
        if all(call != NOW for call, _ in answers):
            return False
        other = self._run(message, a_little_later(answers), None, other_times=True)
        return not alike_but_for_numbers(done.outcome, other.outcome)

    def _add(
        self,
        message: int,
        answers: tuple[tuple[Call, Answer], ...],
        printed: int,
        opaque: frozenset[str],
    ) -> int:
        done = self._foreseen(message, answers)
        echoes = self.echo and not self.works[message].is_round  # which may be looked at ahead
        done = done or self._relied_on(message, answers, opaque, printed if echoes else None)
        node = Node(message, answers, Next.BREAK, printed=done.printed, opaque=opaque)
        node.line = done.places[-1].line if done.places else None
        match done.outcome:
            case Paused(call=call):
                node.call = call
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

    def _foreseen(self, message: int, answers: tuple[tuple[Call, Answer], ...]) -> Run | None:
        """Return the run that was looked at ahead, if it is this one; it has printed nothing."""
        ahead, self._ahead = self._ahead, None
        return ahead[2] if ahead and ahead[:2] == (message, answers) else None

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


def a_little_later(answers: tuple[tuple[Call, Answer], ...]) -> tuple[tuple[Call, Answer], ...]:
    """Return the answers with each time some seconds later than it was."""
    later = count(2)
    return tuple(
        (call, Answer(cast(float, answer.value) + next(later)) if call == NOW else answer)
        for call, answer in answers
    )
