"""The world as a state machine over small numbers.

A state says which messages wait in the queue, which attempts are alive and how far each has got,
what the stores keep, and what was sent. Everything large is a number in a table, and what a step
does is remembered: a search over thousands of states runs a learner's code a few hundred times.
Consumers are interchangeable: a state does not say which of them has which attempt.

Fresh ids, etags and the like are named by the smallest name that is free, so that states which
differ only in such names are the same state.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from consistent_messaging.api.broker import AT_LEAST_ONCE, Broker
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.headers import NO_HEADERS
from consistent_messaging.api.spec import NO_RULES, Rules
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import Round
from consistent_messaging.model.actions import (
    CLOCK,
    DELIVERY,
    DUPLICATE,
    ENDED,
    EVICTED,
    HIDDEN_RETRY,
    KINDS,
    LATER,
    LONG_PAUSE,
    RECEIVED,
    REPLAYED,
    STALE_READ,
    STEP,
    Outcome,
)
from consistent_messaging.model.attempt_runs import Work
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.attempts import Attempts
from consistent_messaging.model.clock import Way, can_pause, paused, running, turned, way
from consistent_messaging.model.consumers import Consumers
from consistent_messaging.model.deliveries import Deliveries
from consistent_messaging.model.downstream import Downstream
from consistent_messaging.model.evictions import Evictable
from consistent_messaging.model.following import Following
from consistent_messaging.model.lives import Lives
from consistent_messaging.model.queue import Queue
from consistent_messaging.model.rest import Rest
from consistent_messaging.model.rounds import Rounds
from consistent_messaging.model.sent_messages import SentMessages
from consistent_messaging.model.services import Services
from consistent_messaging.model.state import (
    Action,
    State,
    copies,
    one_copy,
)
from consistent_messaging.model.store_records import STRONG, Consistency
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import Naming
from consistent_messaging.model.transitions import StepKey, Transitions

NO_PROCESSES: Mapping[str, ReachableState] = MappingProxyType({})
NO_ENDPOINTS: Mapping[type, ReachableState] = MappingProxyType({})
_key = tuple.__new__  # makes one: hundreds of thousands of times in a search


class Model(Attempts):
    """The state machine of one handler, its stores and its input messages, and of processes."""

    def __init__(
        self,
        reachable: ReachableState,
        stores: Mapping[str, Any],
        messages: Mapping[str, object],
        naming: Naming,
        *,
        processes: Mapping[str, ReachableState] = NO_PROCESSES,
        endpoints: Mapping[type, ReachableState] = NO_ENDPOINTS,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        consumers: int = 2,
        consistency: Mapping[str, Consistency] = STRONG,
        deduplication: Evictable = frozenset(),
        receiver: str | None = None,
        broker: Broker = AT_LEAST_ONCE,
        rules: Rules = NO_RULES,
        echo: bool = False,
        only_searched: bool = False,
    ) -> None:
        self.names = list(messages)
        self.bodies = list(messages.values())
        self.consumers = consumers
        works = _works(reachable, messages, headers or {}, processes, endpoints, broker)
        codes, how = endpoints.values(), {"echo": echo, "only_searched": only_searched}
        tree = AttemptTree(stores, works, naming, endpoints=codes, **how)
        queue = Queue(tree)
        deliveries = Deliveries(broker, tree, queue, self.bodies)
        following = Following(endpoints, tree, queue, deliveries.first)
        self.stored = StoreStates(stores, consistency, deduplication)
        transitions = Transitions(tree, self.stored, following, deliveries, bool(receiver), rules)
        rounds = Rounds(list(processes), len(messages), tree, transitions)
        super().__init__(tree, transitions, rounds)
        self._picks = following.some or not deliveries.plain
        self.consumers_of = Consumers(reachable, endpoints, tree)
        self._has_rounds = bool(processes)
        self.lives = Lives(stores, self.stored, tree)
        self.rest = Rest(self.rounds, self.lives, self.stored)
        self._goes_on_by_itself = self._has_rounds or self.lives.some
        self._services = Services(rules.effects, self.stored)
        self.receiver = Downstream(receiver, self.stored, transitions.mail)

    def initial(self) -> State:
        """Return the state in which every message waits once and nothing has happened."""
        queue = sum(one_copy(message) for message in range(len(self.names)))
        return State(queue, (), 0, 0, running() if self.tree.naming.shows_time else 0)

    def at_rest(self, state: State) -> bool:
        """True when nothing waits and nothing runs, and nothing is left that happens by itself."""
        waits = state.queue and not self.deliveries.is_quiet(state.queue)
        if waits or state.attempts or self.receiver.waiting(state.sent):
            return False
        return not self._goes_on_by_itself or self.rest.at(state)

    def busy(self, state: State, endpoint: int = 0) -> int:
        """Return how many consumers of an endpoint have an attempt; of the only one, if it is."""
        if self.following.some:
            return self.consumers_of.busy(state, endpoint)
        return len(state.attempts) - self.rounds.running(state)

    def most_busy(self, state: State) -> int:
        """Return how many consumers have an attempt at the endpoint that has the most."""
        return max(self.busy(state, number) for number in range(len(self.consumers_of.names)))

    def is_free(self, state: State, message: int) -> bool:
        """True if a consumer can take this message."""
        endpoint = self.consumers_of.endpoint_of(message)
        return self.busy(state, endpoint) < self.consumers

    def can_be_delivered(self, state: State, message: int) -> bool:
        """True if a message that waits can be delivered now."""
        return self.is_free(state, message) and self.deliveries.is_next(state, message)

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

    def moves(self, state: State) -> list[tuple[Action, State]]:
        """Return everything that can happen without a fault."""
        queue, attempts, stores, sent, time = state
        free = len(attempts) < self.consumers
        if self._has_rounds:
            free = self.busy(state) < self.consumers
        if self._picks:
            here = self.queue.waiting(queue)
            waiting = [number for number in here if self.can_be_delivered(state, number)]
        else:
            numbers = range(len(self.names)) if queue and free else ()
            waiting = [number for number in numbers if copies(queue, number)]
        found = [
            (Action(DELIVERY.mark, number), self._delivered(state, number)) for number in waiting
        ]
        if self._picks:
            found += self._replays(state)
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
        if self._has_rounds:
            found.extend(self._rounds_that_begin(state, held))
        if self.lives.some:
            found.extend(self._ends(state))
        if self.tree.naming.shows_time and not self.at_rest(state):
            other: Way = "stops" if way(time) == "runs" else "runs"
            found.append((Action(CLOCK.mark, other), self._turned(state, other)))
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
        if self.following.some and DUPLICATE.mark in marks:
            for message in self.following.that_follow(state.queue):
                more = self.with_more(state.queue, one_copy(message))
                found.append((Action(DUPLICATE.mark, message), state._replace(queue=more)))
        held = self._held_id(state.attempts)
        for _, code in _each(state.attempts):
            found += self.strikes(state, code, marks)
        if self._has_rounds:
            found.extend(self._strikes_at_first_steps(state, held, marks))
        if EVICTED.mark in marks:
            found.extend(self._evictions(state))
        if LONG_PAUSE.mark in marks and self.can_pause(state):
            found.append((Action(LONG_PAUSE.mark, LATER), self._paused(state)))
        return found

    def step(self, state: State, code: int) -> tuple[Action, State]:
        """Return what an attempt that is alive does next, and what that leads to."""
        place, held = state.attempts.index(code), self._held_id(state.attempts)
        return self._next(code), self._after(state, place, self._effect(state, code, held, STEP))

    def strikes(self, state: State, code: int, marks: str) -> list[tuple[Action, State]]:
        """Return every fault among `marks` that can strike an attempt that is alive."""
        found: list[tuple[Action, State]] = []
        place, held = state.attempts.index(code), self._held_id(state.attempts)
        for kind in self._that_can_strike(code, marks):
            effect = self._effect(state, code, held, kind)
            found.append((Action(kind.mark, code), self._after(state, place, effect)))
        if HIDDEN_RETRY.mark in marks or STALE_READ.mark in marks:
            found += self._at_a_call(state, place, code, marks)
        return found

    def _at_a_call(
        self, state: State, place: int, code: int, marks: str
    ) -> list[tuple[Action, State]]:
        """Return the faults that depend on what the stores keep: hidden retries, stale reads."""
        found: list[tuple[Action, State]] = []
        held = self._held_id(state.attempts)
        if HIDDEN_RETRY.mark in marks and self.possible(state, code, HIDDEN_RETRY):
            effect = self._effect(state, code, held, HIDDEN_RETRY)
            found.append((Action(HIDDEN_RETRY.mark, code), self._after(state, place, effect)))
        for answer in self.stale_answers(state, code) if STALE_READ.mark in marks else ():
            effect = self.transitions.of(StepKey(code, *state[2:], held, answer))
            action = Action(STALE_READ.mark, code, answer)
            found.append((action, self._after(state, place, effect)))
        return found

    def _rounds_that_begin(self, state: State, held: int) -> Iterator[tuple[Action, State]]:
        """Yield the first step of each round that can begin, unless it changes nothing."""
        for code, begun in self.rounds.begun(state, held):
            after = begun
            if not self.rounds.begins_alone(code):
                effect = self._effect(begun, code, self._held_id(begun.attempts), STEP)
                if effect.code is None and effect[1:4] == (0, *state[2:4]):
                    continue
                after = self._after(begun, begun.attempts.index(code), effect)
            yield Action(STEP.mark, code), after

    def _strikes_at_first_steps(
        self, state: State, held: int, marks: str
    ) -> Iterator[tuple[Action, State]]:
        """Yield the faults that can strike a round's first step, unless nothing comes of it."""
        for code, begun in self.rounds.begun(state, held):
            if self.rounds.begins_alone(code):
                continue
            place, own = begun.attempts.index(code), self._held_id(begun.attempts)
            kinds = [k for k in self._that_can_strike(code, marks) if k.outcome is Outcome.STEP]
            found = [(Action(k.mark, code), self._effect(begun, code, own, k)) for k in kinds]
            after = [(action, self._after(begun, place, effect)) for action, effect in found]
            after += self._at_a_call(begun, place, code, marks)
            yield from (each for each in after if each[1][:4] != state[:4])

    def after(self, state: State, action: Action) -> State | None:
        """Return the state that one action leads to, fault or not; None if it cannot be taken."""
        mark, subject, answer = action
        kind = KINDS[mark]
        if kind is DELIVERY:
            possible = copies(state.queue, subject) and self.can_be_delivered(state, subject)
            return self._delivered(state, subject) if possible else None
        if kind is REPLAYED:
            return state._replace(queue=self.deliveries.replayed(state.queue, subject))
        if kind is DUPLICATE:
            return state._replace(queue=self.with_more(state.queue, one_copy(subject)))
        if kind is EVICTED:
            return dict(self._evictions(state)).get(action)
        if kind is ENDED:
            return dict(self._ends(state)).get(action)
        if kind is LONG_PAUSE:
            return self._paused(state) if self.can_pause(state) else None
        if kind is CLOCK:
            return self._turned(state, subject)
        if kind is RECEIVED:
            stores, sent = self.receiver.received(state.stores, state.sent, subject)
            return state._replace(stores=stores, sent=sent)
        if (kind is STALE_READ) != (answer is not None):
            return None
        if not self.possible(state, subject, kind):
            return None
        if subject not in state.attempts:
            state = self._with(state, subject)
            if self.rounds.begins_alone(subject):
                return state
        place, held = state.attempts.index(subject), self._held_id(state.attempts)
        return self._after(state, place, self._effect(state, subject, held, kind, answer))

    def can_pause(self, state: State) -> bool:
        """True if a long pause can make a difference: somebody has asked, and somebody still can.

        Before anybody has asked for the time, there is nothing that could be too old.
        """
        return can_pause(state.time) and not self.at_rest(state)

    def queued(self, state: State) -> list[str]:
        """Return the names of the messages in the queue, each as often as it waits."""
        queue, name_in = state.queue, self.queue.name_in
        alive = [m for m in self.queue.waiting(queue) if not self.deliveries.is_dead(m)]
        return [name_in(queue, m) for m in alive for _ in range(copies(queue, m))]

    def dead_letters(self, state: State) -> list[str]:
        """Return the names of the dead letters, each as often as there is a copy of it."""
        queue, dead = state.queue, self.deliveries.dead_letters(state.queue)
        return [self.queue.name_in(queue, m) for m in dead for _ in range(copies(queue, m))]

    def _paused(self, state: State) -> State:
        return state._replace(time=paused(state.time))

    def _turned(self, state: State, to: Way) -> State:
        """Return the state in which the clock goes that way; for most handlers it never runs."""
        if not self.tree.naming.shows_time:
            return state
        return state._replace(time=turned(state.time, to))

    def _replays(self, state: State) -> list[tuple[Action, State]]:
        """Return what an operator can do with dead letters."""
        queue = state.queue
        return [
            (Action(REPLAYED.mark, n), state._replace(queue=self.deliveries.replayed(queue, n)))
            for n in self.deliveries.dead_letters(queue)
        ]

    def _ends(self, state: State) -> Iterator[tuple[Action, State]]:
        for record in self.lives.ends(state):
            action = Action(ENDED.mark, (record.store, record.key))
            yield action, state._replace(stores=record.without)

    def _evictions(self, state: State) -> Iterator[tuple[Action, State]]:
        for store, key, stores in self.stored.evictions(state.stores):
            yield Action(EVICTED.mark, (store, key)), state._replace(stores=stores)


def _each(attempts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return each attempt's place and code; of two that are alike the first stands for both."""
    return [(n, code) for n, code in enumerate(attempts) if not n or attempts[n - 1] != code]


def _works(
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
