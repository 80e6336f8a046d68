"""The world as a state machine over small numbers.

A state says which messages wait in the queue, which attempts are alive and how far each has got,
what the stores keep, and what was sent. Everything large is a number in a table, and what a step
does is remembered, so that a search over thousands of states runs a learner's code a few hundred
times. Consumers are interchangeable: a state does not say which of them has which attempt.

Fresh ids, etags and the like are named by the smallest name that is free, so that states which
differ only in such names are the same state.
"""

import copy
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from consistent_messaging.canonical import freeze, thaw
from consistent_messaging.checker.attempts import Attempts, Next, Node, opaque_names
from consistent_messaging.checker.interning import Interned
from consistent_messaging.context import NO_HEADERS, OutgoingMessage
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.errors import Throttled, TimeoutError
from consistent_messaging.replay import Answer, Call, Handler

COPIES_BITS = 5  # a queue holds fewer than 32 copies of one message
COPIES_MASK = (1 << COPIES_BITS) - 1
GOES_ON, DELAYED, ZOMBIE = 0, 1, 2
FLAGS = 4


class State(NamedTuple):
    """One state of the world. An attempt is `node * FLAGS + flag`; `time` counts looks at it."""

    queue: int
    attempts: tuple[int, ...]
    stores: int
    sent: int
    time: int


class Action(NamedTuple):
    """One thing that can happen: its mark, and the message, the attempt or the record it is about.

    `subject` is the number of a message for `+` and `2`, an attempt's code for the others, and the
    name of a store and a key for `x`.
    """

    mark: str
    subject: Any


class Effect(NamedTuple):
    """What a step leads to: the attempt's code (None if it ended), and the rest of the state."""

    code: int | None
    queued: bool
    stores: int
    sent: int
    time: int


@dataclass(frozen=True)
class Records:
    """What one store keeps, and for a weak one the keys that were once read and missed."""

    items: tuple[tuple[str, Hashable], ...] = ()
    missed: frozenset[str] = frozenset()


READS = {"get", "contains", "claimed_by", "exists", "read"}


class Model:
    """The state machine of one handler, its stores and its input messages."""

    def __init__(
        self,
        make_handler: Callable[..., Handler],
        stores: Mapping[str, Any],
        messages: Mapping[str, object],
        *,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        consumers: int = 2,
        weak: frozenset[str] = frozenset(),
        deduplication: frozenset[str] = frozenset(),
        echo: bool = False,
    ) -> None:
        self.names = list(messages)
        self.consumers = consumers
        given = headers or {}
        inputs = [(name, body, given.get(name, NO_HEADERS)) for name, body in messages.items()]
        self.tree = Attempts(make_handler, stores, inputs, echo=echo)
        self._templates = dict(stores)
        self._places = {name: place for place, name in enumerate(stores)}
        self._weak, self._deduplication = weak, deduplication
        first = tuple(Records(_items(store.records)) for store in stores.values())
        self.stores: Interned[tuple[Records, ...]] = Interned(first)
        self.sent: Interned[frozenset[OutgoingMessage]] = Interned(frozenset())
        self._held: Interned[frozenset[str]] = Interned(frozenset())
        self._held_by: dict[tuple[int, ...], int] = {}
        self._effects: dict[tuple[int, int, int, int, int, str], Effect | None] = {}
        self._used: dict[tuple[int, int], frozenset[str]] = {}

    def initial(self) -> State:
        """Return the state in which every message waits once and nothing has happened."""
        queue = sum(1 << (COPIES_BITS * message) for message in range(len(self.names)))
        return State(queue, (), 0, 0, 0)

    def at_rest(self, state: State) -> bool:
        """True when nothing waits and nothing runs."""
        return not state.queue and not state.attempts

    def records(self, state: State) -> dict[str, dict[str, Any]]:
        """Return what every store keeps, by the store's name and by key."""
        all_records = self.stores.values[state.stores]
        return {name: dict(all_records[place].items) for name, place in self._places.items()}

    def node(self, code: int) -> Node:
        """Return the node that an attempt's code is about."""
        return self.tree.nodes[code // FLAGS]

    def moves(self, state: State) -> list[tuple[Action, State]]:
        """Return everything that can happen without a fault."""
        queue, attempts, stores, sent, time = state
        found: list[tuple[Action, State]] = []
        if queue and len(attempts) < self.consumers:
            for message in range(len(self.names)):
                if (queue >> (COPIES_BITS * message)) & COPIES_MASK:
                    found.append((Action("+", message), self._delivered(state, message)))
        held = self._held_id(attempts)
        for place, code in enumerate(attempts):
            if place and attempts[place - 1] == code:
                continue
            if code % FLAGS == DELAYED:
                effect: Effect | None = Effect(None, True, stores, sent, time)
                found.append((Action("!", code), self._after(state, place, effect)))
                continue
            key = (code, stores, sent, time, held, ".")
            effect = self._effects.get(key) or self._effect(key)
            mark = "=" if self.tree.nodes[code // FLAGS].next == Next.ACK else "."
            found.append((Action(mark, code), self._after(state, place, effect)))
        return found

    def faults(self, state: State, marks: str, *, at_the_start: bool) -> list[tuple[Action, State]]:
        """Return every fault among `marks` that can strike now.

        A second copy waits in the queue until it is delivered, so copies come at the start only.
        """
        found: list[tuple[Action, State]] = []
        if at_the_start and "2" in marks:
            for message in range(len(self.names)):
                more = state.queue + (1 << (COPIES_BITS * message))
                found.append((Action("2", message), state._replace(queue=more)))
        held = self._held_id(state.attempts)
        for place, code in enumerate(state.attempts):
            if code % FLAGS == DELAYED or (place and state.attempts[place - 1] == code):
                continue
            for mark in marks:
                effect = self._fault(state, code, held, mark)
                if effect is not None:
                    found.append((Action(mark, code), self._after(state, place, effect)))
        if "x" in marks:
            found.extend(self._evictions(state))
        return found

    def after(self, state: State, action: Action) -> State | None:
        """Return the state that one action leads to, fault or not; None if it cannot be taken."""
        mark, subject = action
        if mark == "+":
            waits = (state.queue >> (COPIES_BITS * subject)) & COPIES_MASK
            free = len(state.attempts) < self.consumers
            return self._delivered(state, subject) if waits and free else None
        if mark == "2":
            return state._replace(queue=state.queue + (1 << (COPIES_BITS * subject)))
        if mark == "x":
            return dict(self._evictions(state)).get(action)
        if not self.possible(state, subject, mark):
            return None
        place, held = state.attempts.index(subject), self._held_id(state.attempts)
        if subject % FLAGS == DELAYED:
            effect: Effect | None = Effect(None, True, *state[2:])
        elif mark in ".=":
            effect = self._effect((subject, *state[2:], held, "."))
        else:
            effect = self._fault(state, subject, held, mark)
        return None if effect is None else self._after(state, place, effect)

    def possible(self, state: State, code: int, mark: str) -> bool:
        """True if this can happen to this attempt; does not run its handler any further."""
        node, flag = self.node(code), code % FLAGS
        if flag == DELAYED:
            return mark == "!"
        acks = node.next == Next.ACK
        if mark == "<":
            return node.call is not None and self._stale(node.call, state.stores) is not None
        if mark == "~":
            return flag == GOES_ON and node.sent == 0 and node.next in (Next.SEND, Next.ACK)
        if mark in "%&":
            return flag == GOES_ON and (acks or mark == "&")
        return acks if mark == "=" else not acks

    def carried_out(self, state: State, code: int, mark: str) -> tuple[Answer, int, int]:
        """Return what an attempt's call comes to: the answer, the stores, and what was sent."""
        call = self.node(code).call
        assert call is not None
        held = self._held_id(state.attempts)
        found = self._carried_out(call, state.stores, state.sent, held, mark)
        assert found is not None
        return found

    def queued(self, state: State) -> list[str]:
        """Return the names of the messages in the queue, each as often as it waits."""
        copies = [(state.queue >> (COPIES_BITS * m)) & COPIES_MASK for m in range(len(self.names))]
        return [name for name, count in zip(self.names, copies, strict=True) for _ in range(count)]

    def _fault(self, state: State, code: int, held: int, mark: str) -> Effect | None:
        if not self.possible(state, code, mark):
            return None
        ended = Effect(None, code % FLAGS != ZOMBIE, *state[2:])
        if mark == "~":
            return ended._replace(code=code + DELAYED, queued=False)
        if mark == "&":
            return ended._replace(code=code + ZOMBIE)
        if mark in "!%":
            return ended
        key = (code, state.stores, state.sent, state.time, held, mark)
        return self._effects[key] if key in self._effects else self._effect(key)

    def _evictions(self, state: State) -> Iterator[tuple[Action, State]]:
        for name in sorted(self._deduplication):
            place = self._places[name]
            for key, _ in self.stores.values[state.stores][place].items:
                kept = {k: v for k, v in self.records(state)[name].items() if k != key}
                stores = self._with_records(state.stores, place, kept)
                yield Action("x", (name, key)), state._replace(stores=stores)

    def _delivered(self, state: State, message: int) -> State:
        queue, attempts, stores, sent, time = state
        held = self._held_id(attempts)
        root = self.tree.root(message)
        node, time = self._settled(root, stores, sent, held, time)
        queue -= 1 << (COPIES_BITS * message)
        if self.tree.nodes[node].next == Next.FAIL:
            return State(queue + (1 << (COPIES_BITS * message)), attempts, stores, sent, time)
        return State(queue, tuple(sorted((*attempts, node * FLAGS))), stores, sent, time)

    def _after(self, state: State, place: int, effect: Effect | None) -> State:
        assert effect is not None
        queue, attempts = state.queue, state.attempts
        rest = attempts[:place] + attempts[place + 1 :]
        if effect.queued:
            message = self.tree.nodes[attempts[place] // FLAGS].message
            queue += 1 << (COPIES_BITS * message)
        if effect.code is not None:
            rest = tuple(sorted((*rest, effect.code)))
        return State(queue, rest, effect.stores, effect.sent, effect.time)

    def _effect(self, key: tuple[int, int, int, int, int, str]) -> Effect | None:
        effect = self._effects[key] = self._worked_out(*key)
        return effect

    def _worked_out(
        self, code: int, stores: int, sent: int, time: int, held: int, how: str
    ) -> Effect | None:
        number, flag = divmod(code, FLAGS)
        node = self.tree.nodes[number]
        requeued = flag != ZOMBIE
        if node.next == Next.ACK:
            return Effect(None, False, stores, sent, time)
        if node.next == Next.SEND:
            assert node.message_out is not None
            sent_after = sent if how == "^" else self._sent_with(sent, node.message_out)
            if how != ".":
                return Effect(None, requeued, stores, sent_after, time)
            return Effect(self.tree.sent(number) * FLAGS + flag, False, stores, sent_after, time)
        assert node.call is not None
        carried_out = self._carried_out(node.call, stores, sent, held, how)
        if carried_out is None:
            return None
        answer, stores, sent = carried_out
        child = self.tree.answered(number, answer)
        after, time = self._settled(child, stores, sent, held, time)
        if self.tree.nodes[after].next == Next.FAIL:
            return Effect(None, requeued, stores, sent, time)
        return Effect(after * FLAGS + flag, False, stores, sent, time)

    def _settled(
        self, number: int, stores: int, sent: int, held: int, time: int
    ) -> tuple[int, int]:
        """Give the attempt the ids and times that it asks for; these are no steps."""
        node = self.tree.nodes[number]
        while node.next in (Next.NEW_ID, Next.NOW):
            if node.next == Next.NOW:
                time += 1
                answer = Answer(float(time))
            else:
                taken = self._names_used(stores, sent) | self._held.values[held] | node.opaque
                answer = Answer(_first_free("new-", taken))
            number = self.tree.answered(number, answer)
            node = self.tree.nodes[number]
        return number, time

    def _carried_out(
        self, call: Call, stores: int, sent: int, held: int, how: str
    ) -> tuple[Answer, int, int] | None:
        """Return the answer to a call and what it leaves behind; None if it cannot go this way."""
        store = self._templates[call.port]
        if how == "^":
            throttled = f"The store is busy. {call} was not carried out."
            return Answer(error=(Throttled, throttled)), stores, sent
        if how == "<":
            answer = self._stale(call, stores)
            return None if answer is None else (answer, stores, sent)
        if isinstance(store, Outlet):
            answer, sent = self._sent_now(call.arguments[0], sent)
        else:
            answer, stores = self._executed(call, stores, held)
        if how == "?":
            timed_out = f"No answer came in time. {call} may have been carried out, or not."
            answer = Answer(error=(TimeoutError, timed_out))
        return answer, stores, sent

    def _executed(self, call: Call, stores: int, held: int) -> tuple[Answer, int]:
        place = self._places[call.port]
        records = self.stores.values[stores][place]
        store = copy.copy(self._templates[call.port])
        store.records = dict(records.items)
        if hasattr(store, "etags_given"):
            store.etags_given = set(self._held.values[held])
        arguments = [thaw(argument) for argument in call.arguments]
        keywords = {name: thaw(value) for name, value in call.keywords}
        try:
            value = freeze(getattr(store, call.operation)(*arguments, **keywords))
        except Exception as error:  # the handler gets to see it where the call stands
            return Answer(error=(type(error), str(error))), stores
        missed = records.missed
        if call.port in self._weak and call.operation in READS and value in (None, False):
            missed |= {str(call.arguments[0])}
        after = Records(_items(store.records), missed)
        return Answer(value), stores if after == records else self._with(stores, place, after)

    def _stale(self, call: Call, stores: int) -> Answer | None:
        records = self.stores.values[stores][self._places.get(call.port, 0)]
        if call.port not in self._weak or call.operation not in READS:
            return None
        key = str(call.arguments[0])
        if key not in records.missed or key not in dict(records.items):
            return None
        return Answer(False if call.operation in ("contains", "exists") else None)

    def _with_records(self, stores: int, place: int, records: dict[str, Any]) -> int:
        before = self.stores.values[stores][place]
        return self._with(stores, place, Records(_items(records), before.missed))

    def _with(self, stores: int, place: int, records: Records) -> int:
        before = self.stores.values[stores]
        return self.stores.number((*before[:place], records, *before[place + 1 :]))

    def _sent_now(self, message: Hashable, sent: int) -> tuple[Answer, int]:
        try:
            Outlet().send(thaw(message))
        except TypeError as error:
            return Answer(error=(TypeError, str(error))), sent
        return Answer(), self.sent.number(self.sent.values[sent] | {message})  # type: ignore[arg-type]

    def _sent_with(self, sent: int, message: OutgoingMessage) -> int:
        frozen: Any = freeze(message)
        return self.sent.number(self.sent.values[sent] | {frozen})

    def _held_id(self, attempts: tuple[int, ...]) -> int:
        """Return the number of the set of opaque names that live attempts know."""
        found = self._held_by.get(attempts)
        if found is None:
            nodes = self.tree.nodes
            names = [nodes[code // FLAGS].opaque for code in attempts]
            found = self._held_by[attempts] = self._held.number(frozenset().union(*names))
        return found

    def _names_used(self, stores: int, sent: int) -> frozenset[str]:
        found = self._used.get((stores, sent))
        if found is None:
            kept = [(r.items, r.missed) for r in self.stores.values[stores]]
            names = opaque_names(tuple(kept)) | opaque_names(self.sent.values[sent])
            found = self._used[stores, sent] = names
        return found


def _items(records: Mapping[str, Hashable]) -> tuple[tuple[str, Hashable], ...]:
    return tuple(sorted(records.items(), key=lambda item: item[0]))


def _first_free(prefix: str, taken: frozenset[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"{prefix}{n}") not in taken)
