"""The world as a state machine over small numbers.

A state says which messages wait in the queue, which attempts are alive and how far each has got,
what the stores keep, and what was sent. Everything large is a number in a table, and what a step
does is remembered: a search over thousands of states runs a learner's code a few hundred times.
Consumers are interchangeable: a state does not say which of them has which attempt.

Fresh ids, etags and the like are named by the smallest name that is free, so that states which
differ only in such names are the same state.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.dispatcher import Outlet
from consistent_messaging.api.headers import NO_HEADERS
from consistent_messaging.api.spec import NO_RULES, Rules
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.actions import (
    ACK,
    CRASH,
    DELIVERY,
    DUPLICATE,
    EVICTED,
    HIDDEN_RETRY,
    KINDS,
    LATER,
    LONG_PAUSE,
    RECEIVED,
    STALE_READ,
    STEP,
    ActionKind,
    Outcome,
    Struck,
)
from consistent_messaging.model.attempt_tree import AttemptTree, Next, Node
from consistent_messaging.model.clock import can_pause, paused
from consistent_messaging.model.downstream import Downstream
from consistent_messaging.model.evictions import Evictable
from consistent_messaging.model.sent_messages import SentMessages
from consistent_messaging.model.services import Services
from consistent_messaging.model.state import (
    DELAYED,
    FLAGS,
    GOES_ON,
    ZOMBIE,
    Action,
    Effect,
    State,
    copies,
    one_copy,
)
from consistent_messaging.model.store_records import STRONG, Consistency
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import Naming
from consistent_messaging.model.transitions import How, StepKey, Transitions

_state = _key = tuple.__new__  # makes one of its parts: hundreds of thousands of times in a search


class Model:
    """The state machine of one handler, its stores and its input messages."""

    def __init__(
        self,
        reachable: ReachableState,
        stores: Mapping[str, Any],
        messages: Mapping[str, object],
        naming: Naming,
        *,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        consumers: int = 2,
        consistency: Mapping[str, Consistency] = STRONG,
        deduplication: Evictable = frozenset(),
        receiver: str | None = None,
        rules: Rules = NO_RULES,
        echo: bool = False,
        only_searched: bool = False,
    ) -> None:
        self.names = list(messages)
        self.bodies = list(messages.values())
        self.consumers = consumers
        given = headers or {}
        inputs = [(name, body, given.get(name, NO_HEADERS)) for name, body in messages.items()]
        self.tree = AttemptTree(
            reachable, stores, inputs, naming, echo=echo, only_searched=only_searched
        )
        self.stored = StoreStates(stores, consistency, deduplication)
        dispatchers = {name for name, store in stores.items() if isinstance(store, Outlet)}
        self.transitions = Transitions(
            self.tree, self.stored, dispatchers, mail_waits=bool(receiver), rules=rules
        )
        self._services = Services(rules.effects, self.stored)
        self.receiver = Downstream(receiver, self.stored, self.transitions.mail)
        self._held_by: dict[tuple[int, ...], int] = {}
        self._nexts: dict[int, Action] = {}
        self._strikes: dict[tuple[int, str], list[ActionKind]] = {}

    def initial(self) -> State:
        """Return the state in which every message waits once and nothing has happened."""
        queue = sum(one_copy(message) for message in range(len(self.names)))
        return State(queue, (), 0, 0, 0)

    def at_rest(self, state: State) -> bool:
        """True when nothing waits and nothing runs."""
        return not (state.queue or state.attempts or self.receiver.waiting(state.sent))

    def records(self, state: State) -> dict[str, dict[str, Any]]:
        """Return what every store keeps, by the store's name and by key."""
        return self.stored.records(state.stores)

    def mail(self, state: State) -> SentMessages:
        """Return the messages that have left."""
        return self.transitions.mail.values[state.sent]

    def heard(self, state: State) -> frozenset[OutgoingMessage]:
        """Return what those who listen have got; copies that they recognise count once."""
        heard = self.receiver.heard(state.sent)
        return heard | self._services.events(state.stores) if self._services.names else heard

    def names_in_sight(self, state: State) -> frozenset[str]:
        """Return the fresh ids and etags that somebody knows, or that are kept or sent."""
        held = self.transitions.held.values[self._held_id(state.attempts)]
        return self.transitions.names_used(state.stores, state.sent) | held

    def node(self, code: int) -> Node:
        """Return the node that an attempt's code is about."""
        return self.tree.nodes[code // FLAGS]

    def error_in(self, state: State) -> BaseException | None:
        """Return what a handler has raised that is no answer of the world's, or None."""
        return next((self.node(c).error for c in state.attempts if self.node(c).error), None)

    def moves(self, state: State) -> list[tuple[Action, State]]:
        """Return everything that can happen without a fault."""
        queue, attempts, stores, sent, time = state
        numbers = range(len(self.names)) if queue and len(attempts) < self.consumers else ()
        waiting = [number for number in numbers if copies(queue, number)]
        found = [
            (Action(DELIVERY.mark, number), self._delivered(state, number)) for number in waiting
        ]
        if self.receiver.checks_tokens:
            for message, kept, left in self.receiver.arrivals(stores, sent):
                found.append(
                    (Action(RECEIVED.mark, message), State(queue, attempts, kept, left, time))
                )
        held, known, nexts = self._held_id(attempts), self.transitions.known, self._nexts
        step = STEP.mark
        for place, code in _each(attempts):
            key = _key(StepKey, (code, stores, sent, time, held, step))
            effect = known.get(key) or self.transitions.of(key)
            found.append((nexts.get(code) or self._next(code), self._after(state, place, effect)))
        return found

    def faults(self, state: State, marks: str, *, at_the_start: bool) -> list[tuple[Action, State]]:
        """Return every fault among `marks` that can strike now.

        A second copy waits in the queue until it is delivered, so copies come at the start only.
        """
        found: list[tuple[Action, State]] = []
        if at_the_start and DUPLICATE.mark in marks:
            for message in range(len(self.names)):
                more = state.queue + one_copy(message)
                found.append((Action(DUPLICATE.mark, message), state._replace(queue=more)))
        held = self._held_id(state.attempts)
        for place, code in _each(state.attempts):
            for kind in self._that_can_strike(code, marks):
                effect = self._effect(state, code, held, kind)
                found.append((Action(kind.mark, code), self._after(state, place, effect)))
            if HIDDEN_RETRY.mark in marks and self.possible(state, code, HIDDEN_RETRY):
                effect = self._effect(state, code, held, HIDDEN_RETRY)
                action = Action(HIDDEN_RETRY.mark, code)
                found.append((action, self._after(state, place, effect)))
            for answer in self.stale_answers(state, code) if STALE_READ.mark in marks else ():
                effect = self.transitions.of(StepKey(code, *state[2:], held, answer))
                action = Action(STALE_READ.mark, code, answer)
                found.append((action, self._after(state, place, effect)))
        if EVICTED.mark in marks:
            found.extend(self._evictions(state))
        if LONG_PAUSE.mark in marks and self.can_pause(state):
            found.append((Action(LONG_PAUSE.mark, LATER), self._paused(state)))
        return found

    def after(self, state: State, action: Action) -> State | None:
        """Return the state that one action leads to, fault or not; None if it cannot be taken."""
        mark, subject, answer = action
        kind = KINDS[mark]
        if kind is DELIVERY:
            waits = copies(state.queue, subject)
            free = len(state.attempts) < self.consumers
            return self._delivered(state, subject) if waits and free else None
        if kind is DUPLICATE:
            return state._replace(queue=state.queue + one_copy(subject))
        if kind is EVICTED:
            return dict(self._evictions(state)).get(action)
        if kind is LONG_PAUSE:
            return self._paused(state) if self.can_pause(state) else None
        if kind is RECEIVED:
            stores, sent = self.receiver.received(state.stores, state.sent, subject)
            return state._replace(stores=stores, sent=sent)
        if (kind is STALE_READ) != (answer is not None):
            return None
        if not self.possible(state, subject, kind):
            return None
        place, held = state.attempts.index(subject), self._held_id(state.attempts)
        return self._after(state, place, self._effect(state, subject, held, kind, answer))

    def possible(self, state: State, code: int, kind: ActionKind) -> bool:
        """True if this can happen to this attempt; does not run its handler any further.

        Where an attempt reads an outdated value, it is one of its `stale_answers`.
        """
        if kind is STALE_READ and code % FLAGS != DELAYED:
            return bool(self.stale_answers(state, code))
        if kind is HIDDEN_RETRY and code % FLAGS != DELAYED:
            held = self._held_id(state.attempts)
            return self.transitions.refuses_again(code // FLAGS, *state[2:], held)
        return self._possible(code, kind)

    def can_pause(self, state: State) -> bool:
        """True if a long pause can make a difference: somebody has asked, and somebody still can.

        Before anybody has asked for the time, there is nothing that could be too old.
        """
        return can_pause(state.time) and not self.at_rest(state)

    def stale_answers(self, state: State, code: int) -> list[Answer]:
        """Return what else than the truth an attempt's next call may come to, if it is a read."""
        return self.transitions.stale_answers(code // FLAGS, state.stores)

    def carried_out(self, state: State, code: int, how: How) -> tuple[Answer, int, int]:
        """Return what an attempt's call comes to: the answer, the stores, and what was sent."""
        held = self._held_id(state.attempts)
        return self.transitions.carried_out(code // FLAGS, *state[2:], held, how)

    def queued(self, state: State) -> list[str]:
        """Return the names of the messages in the queue, each as often as it waits."""
        waiting = [copies(state.queue, m) for m in range(len(self.names))]
        return [name for name, count in zip(self.names, waiting, strict=True) for _ in range(count)]

    def _possible(self, code: int, kind: ActionKind) -> bool:
        flag = code % FLAGS
        if flag == DELAYED:
            return kind is CRASH  # then it costs nothing: this is how a delay ends
        if kind.needs_lease and flag != GOES_ON:
            return False
        return kind.possible_at(self.node(code))

    def _that_can_strike(self, code: int, marks: str) -> list[ActionKind]:
        """Return the faults among `marks` that can strike this attempt, save stale reads."""
        found = self._strikes.get((code, marks))
        if found is None:
            kinds = [KINDS[mark] for mark in marks if KINDS[mark].strikes is Struck.ATTEMPT]
            alive = kinds if code % FLAGS != DELAYED else []
            found = [kind for kind in alive if self._possible(code, kind)]
            self._strikes[code, marks] = found
        return found

    def _effect(
        self, state: State, code: int, held: int, kind: ActionKind, answer: Answer | None = None
    ) -> Effect:
        """Return what a possible action leads to."""
        if kind.outcome is Outcome.STEP:
            how = kind.mark if kind.costs else STEP.mark
            return self.transitions.of(StepKey(code, *state[2:], held, answer or how))
        ended = Effect(None, code % FLAGS != ZOMBIE, *state[2:])
        if kind.outcome is Outcome.DELAY:
            delayed = self.tree.delayed(code // FLAGS)
            return ended._replace(code=delayed * FLAGS + DELAYED, queued=False)
        if kind.outcome is Outcome.ZOMBIE:
            return ended._replace(code=code + ZOMBIE)
        return ended

    def _paused(self, state: State) -> State:
        return state._replace(time=paused(state.time))

    def _evictions(self, state: State) -> Iterator[tuple[Action, State]]:
        for store, key, stores in self.stored.evictions(state.stores):
            yield Action(EVICTED.mark, (store, key)), state._replace(stores=stores)

    def _delivered(self, state: State, message: int) -> State:
        queue, attempts, stores, sent, time = state
        held = self._held_id(attempts)
        root = self.tree.root(message)
        node, time = self.transitions.settled(root, stores, sent, held, time)
        queue -= one_copy(message)
        if self.tree.nodes[node].next == Next.FAIL:
            return State(queue + one_copy(message), attempts, stores, sent, time)
        return State(queue, tuple(sorted((*attempts, node * FLAGS))), stores, sent, time)

    def _after(self, state: State, place: int, effect: Effect) -> State:
        queue, attempts = state[:2]
        code, queued, stores, sent, time = effect
        rest = attempts[:place] + attempts[place + 1 :]
        if queued:
            queue += one_copy(self.tree.nodes[attempts[place] // FLAGS].message)
        if code is not None:
            rest = tuple(sorted((*rest, code))) if rest else (code,)
        return _state(State, (queue, rest, stores, sent, time))

    def _next(self, code: int) -> Action:
        """Return what an attempt does next."""
        acks, fails = self.node(code).next == Next.ACK, code % FLAGS == DELAYED
        kind = CRASH if fails else ACK if acks else STEP
        return self._nexts.setdefault(code, Action(kind.mark, code))

    def _held_id(self, attempts: tuple[int, ...]) -> int:
        """Return the number of the set of opaque names that live attempts know."""
        found = self._held_by.get(attempts)
        if found is None:
            names = [self.node(c).opaque for c in attempts if c % FLAGS != DELAYED]
            found = self._held_by[attempts] = self.transitions.held.number(
                frozenset().union(*names)
            )
        return found


def _each(attempts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return each attempt's place and code; of two that are alike the first stands for both."""
    return [(n, code) for n, code in enumerate(attempts) if not n or attempts[n - 1] != code]
