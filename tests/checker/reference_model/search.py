"""The search of the reference model: every state, without reductions.

Breadth first, in layers of faults and within them of steps; every state that was seen is kept
whole. `brute_force_minimal` walks every history, also where it comes by a state again.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations, product
from typing import Any, Literal, NamedTuple

from consistent_messaging.api.broker import AT_LEAST_ONCE, Broker
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.spec import NO_LESSON, NO_RULES, Rules
from consistent_messaging.scenario import Lesson

from reference_model.replay import Handler
from reference_model.state import Move, State
from reference_model.world import NO_ENDPOINTS, NOBODY, STRONG, ReferenceWorld


@dataclass(frozen=True)
class ReferenceVerdict:
    """What the search came to.

    `faults`, `steps` and `schedule` are those of the shortest history that breaks the lesson;
    `states` is how many different states were reached, and `reached` is those states.
    """

    verdict: Literal["pass", "fail", "unknown"]
    anomaly: str | None
    faults: int | None
    steps: int | None
    states: int
    schedule: str
    reached: frozenset[State] = field(repr=False, compare=False)


class Arrival(NamedTuple):
    """One way into a state: by this move, from that state."""

    before: State
    move: Move


Arrivals = dict[State, list[Arrival]]


def reference_search(
    make_handler: Callable[..., Handler],
    stores: Mapping[str, Any],
    messages: Mapping[str, object],
    lesson: Lesson,
    *,
    kinds: set[str],
    max_faults: int,
    consumers: int = 2,
    cap: int = 200_000,
    consistency: Mapping[str, str] = STRONG,
    deduplication: frozenset[str] = frozenset(),
    interchangeable: bool = False,
    etags_once_only: bool = False,
    rules: Rules = NO_RULES,
    processes: Mapping[str, Callable[..., Any]] = NOBODY,
    clock_runs: bool = False,
    endpoints: Mapping[type, Callable[..., Any]] = NO_ENDPOINTS,
    broker: Broker = AT_LEAST_ONCE,
) -> ReferenceVerdict:
    """Search every state; consumers have numbers unless they are said to be `interchangeable`.

    An etag that nobody knows any more is given again, unless etags are given `once_only`.
    """
    world = ReferenceWorld(
        make_handler,
        stores,
        messages,
        kinds=kinds,
        max_faults=max_faults,
        consumers=consumers,
        consistency=consistency,
        deduplication=deduplication,
        interchangeable=interchangeable,
        etags_once_only=etags_once_only,
        rules=rules,
        processes=processes,
        clock_runs=clock_runs,
        endpoints=endpoints,
        broker=broker,
    )
    return _search(world, _Oracle(world, lesson, messages), cap)


def brute_force_minimal(
    make_handler: Callable[..., Handler],
    stores: Mapping[str, Any],
    messages: Mapping[str, object],
    lesson: Lesson,
    *,
    kinds: set[str],
    max_faults: int,
    max_steps: int,
    consumers: int = 2,
    consistency: Mapping[str, str] = STRONG,
    deduplication: frozenset[str] = frozenset(),
    rules: Rules = NO_RULES,
    processes: Mapping[str, Callable[..., Any]] = NOBODY,
    endpoints: Mapping[type, Callable[..., Any]] = NO_ENDPOINTS,
    broker: Broker = AT_LEAST_ONCE,
) -> tuple[int, int] | None:
    """Walk every history within the bounds; return the fewest (faults, steps) to a violation.

    To be stuck is no violation here: no single history shows it. What is wrong in a state, and what
    can follow, is worked out once for all histories that come by it.
    """
    world = ReferenceWorld(
        make_handler,
        stores,
        messages,
        kinds=kinds,
        max_faults=max_faults,
        consumers=consumers,
        consistency=consistency,
        deduplication=deduplication,
        rules=rules,
        processes=processes,
        endpoints=endpoints,
        broker=broker,
    )
    violation = cache(_Oracle(world, lesson, messages).violation)
    following = cache(lambda state: [move.state for move in world.moves(state)])

    def violations(state: State, steps: int) -> Iterator[tuple[int, int]]:
        if violation(state):
            yield state.faults, steps
        elif steps < max_steps:
            for after in following(state):
                yield from violations(after, steps + 1)

    return min(violations(world.initial(), 0), default=None)


class _Order(NamedTuple):
    """Some of the inputs, each handled once, in one order: what that leads to."""

    names: tuple[str, ...]
    state: Any
    published: Counter[Hashable]
    events: tuple[Hashable, ...]


class _Oracle:
    """Says what is wrong with a state."""

    def __init__(
        self, world: ReferenceWorld, lesson: Lesson, messages: Mapping[str, object]
    ) -> None:
        self._world, self._lesson, self._messages = world, lesson, messages
        counts = range(len(messages) + 1)
        self._orders = [self._order(names) for n in counts for names in permutations(messages, n)]
        self._more_than_once = [
            self._order(names).state
            for n in range(2, 2 * len(messages) + 1)
            for names in product(messages, repeat=n)
            if len(set(names)) < n
        ]

    def violation(self, state: State) -> str | None:
        """The word for what is wrong in this state, or None."""
        wrong = None if self._lesson is NO_LESSON else self._against_the_lesson(state)
        return wrong or self._against_the_rules(state)

    def _against_the_rules(self, state: State) -> str | None:
        rules, records = self._world.rules, self._world.records(state)
        answers = [name for name, _ in state.sent if name.startswith("answer to ")]
        if len(set(answers)) < len(answers):
            return "contradictory"
        if any(times > (rules.most_sends or 0) for _, times in state.times):
            return "duplicate"
        if rules.sequence_by and not any(
            all(
                [body for _, body in heard]
                == [body for body in order.events if rules.sequence_by(body) == key][: len(heard)]
                for key, heard in state.sequences
            )
            for order in self._fitting(state)
            if Counter(body for _, body in self._heard(state)) <= order.published
        ):
            return "out of sequence"
        messages = tuple(OutgoingMessage(*each) for each in sorted(self._heard(state), key=repr))
        for invariant in rules.invariants:
            is_asked = self._world.at_rest(state) or invariant.when == "always"
            if is_asked and invariant.holds(_plain(records), messages) is not True:
                return invariant.anomaly
        return None

    def _heard(self, state: State) -> frozenset[tuple[str, Hashable]]:
        """What was sent, and what has happened at services outside."""
        records = self._world.records(state)
        outside = {
            (f"{service}:{key}", freeze(event))
            for service in self._world.rules.effects
            for key, event in records[service].items()
        }
        return state.sent | outside

    def _fitting(self, state: State) -> list["_Order"]:
        """The orders that lead to what is kept; all of them while that has not settled."""
        if self._lesson.settles and not self._world.at_rest(state):
            return self._orders
        kept = self._lesson.state_in(self._world.records(state))
        return [order for order in self._orders if order.state == kept]

    def _against_the_lesson(self, state: State) -> str | None:
        heard = self._heard(state)
        if len({message_id for message_id, _ in heard}) < len(heard):
            return "contradictory"
        fitting = self._fitting(state)
        if not fitting:
            kept = self._lesson.state_in(self._world.records(state))
            return "duplicate" if kept in self._more_than_once else "contradictory"
        sent = Counter(body for _, body in heard)
        if not any(sent <= order.published for order in fitting):
            return self._wrong_contents(sent, fitting)
        if self._world.at_rest(state) and not any(
            self._is_complete(o, state) and o.published == sent for o in fitting
        ):
            return "lost"
        return None

    def _is_complete(self, order: _Order, state: State) -> bool:
        """True if only dead letters are left out; all can be if one of them is not from outside."""
        dead = self._world.dead_letters(state)
        return dead.difference(self._messages) != set() or set(self._messages) <= dead | {
            *order.names
        }

    def _wrong_contents(self, sent: Counter[Hashable], fitting: list[_Order]) -> str:
        ever, now = _most(sent, self._orders), _most(sent, fitting)
        if any(sent[body] > ever[body] > 0 for body in sent):
            return "duplicate"
        if not all(ever.values()):
            return "contradictory"
        too_many = [body for body in sent if sent[body] > now[body]]
        if any(self._is_not_durable(body, sent[body], fitting) for body in too_many):
            return "ghost"
        return "contradictory"  # what they tell of is stored, and together they fit no order

    def _is_not_durable(self, body: Hashable, times: int, fitting: list[_Order]) -> bool:
        """True if the state lacks a message without which this is not published so many times."""
        publishers = [order for order in self._orders if order.published[body] >= times]
        needed = set(min(publishers, key=lambda order: len(order.names)).names)
        return not any(needed <= set(order.names) for order in fitting)

    def _order(self, names: tuple[str, ...]) -> _Order:
        state, published = self._lesson.initial, list[Hashable]()
        for name in names:
            state, events = self._lesson.decide(state, self._messages[name])
            published += map(freeze, events)
        return _Order(names, state, Counter(published), tuple(published))


def _plain(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the stores keep, of a document its dict."""
    return {
        name: {key: thaw(getattr(record, "document", record)) for key, record in kept.items()}
        for name, kept in records.items()
    }


def _most(sent: Counter[Hashable], orders: list[_Order]) -> dict[Hashable, int]:
    """How often each content is published at most."""
    return {body: max(order.published[body] for order in orders) for body in sent}


def _search(world: ReferenceWorld, oracle: _Oracle, cap: int) -> ReferenceVerdict:
    arrivals: Arrivals = {}
    waiting: dict[tuple[int, int], Arrivals] = {(0, 0): {world.initial(): []}}
    layer: dict[State, list[State]] = {}  # where each state of it leads without another fault

    def verdict(word: Literal["pass", "fail", "unknown"]) -> ReferenceVerdict:
        return ReferenceVerdict(word, None, None, None, len(arrivals), "", frozenset(arrivals))

    def broken(anomalies: Mapping[State, str]) -> ReferenceVerdict:
        actions, state = _most_readable(arrivals, anomalies)
        schedule, reached = " ".join(actions), frozenset(arrivals)
        found = anomalies[state], state.faults, len(actions)
        return ReferenceVerdict("fail", *found, len(arrivals), schedule, reached)

    while waiting:
        faults, steps = min(waiting)
        level = waiting.pop((faults, steps))
        new = {state: ways for state, ways in level.items() if state not in arrivals}
        arrivals |= new
        anomalies = {state: word for state in new if (word := oracle.violation(state))}
        if anomalies:
            return broken(anomalies)
        if len(arrivals) > cap:
            return verdict("unknown")
        for state in new:
            moves = list(world.moves(state))
            layer[state] = [move.state for move in moves if not move.fault]
            for move in moves:
                ways = waiting.setdefault((move.state.faults, steps + 1), {})
                ways.setdefault(move.state, []).append(Arrival(state, move))
        if not any(of_layer == faults for of_layer, _ in waiting):
            stuck = _first_stuck(world, arrivals, layer)
            if stuck:
                return broken(dict.fromkeys(stuck, "stuck"))
            layer = {}
    return verdict("pass")


def _first_stuck(
    world: ReferenceWorld, arrivals: Arrivals, layer: Mapping[State, list[State]]
) -> list[State]:
    """The states of the layer from which nothing leads to rest, those with fewest steps."""
    before: dict[State, list[State]] = {state: [] for state in layer}
    for state, afters in layer.items():
        for after in afters:
            before[after].append(state)
    ends_well = {state for state in layer if world.at_rest(state)}
    pending = list(ends_well)
    while pending:
        new = [state for state in before[pending.pop()] if state not in ends_well]
        ends_well.update(new)
        pending += new
    stuck = [state for state in layer if state not in ends_well]
    fewest = min((_steps(arrivals, state) for state in stuck), default=0)
    return [state for state in stuck if _steps(arrivals, state) == fewest]


def _steps(arrivals: Arrivals, state: State) -> int:
    steps = 0
    while arrivals[state]:
        state, steps = arrivals[state][0].before, steps + 1
    return steps


class _Way(NamedTuple):
    """How readable a history is; the smallest is the best."""

    switches: int
    fault_steps: tuple[int, ...]
    actions: tuple[str, ...]

    def then(self, move: Move, previous: str | None) -> "_Way":
        """The history with one more move, after one of the attempt `previous`, which goes on.

        A delay that ends before anything else has happened shows nothing; it is worth two switches.
        """
        step = len(self.actions) + 1
        other = move.attempt != previous or move.action.startswith("+")
        switches = int(previous is not None and other)
        if move.action.startswith("!") and not move.fault and not other:
            switches = 2
        struck = (*self.fault_steps, step) if move.fault else self.fault_steps
        return _Way(self.switches + switches, struck, (*self.actions, move.action))


def _most_readable(
    arrivals: Arrivals, states: Mapping[State, str]
) -> tuple[tuple[str, ...], State]:
    """Of the shortest histories to these states, the one that is easiest to follow.

    It has the fewest switches between attempts, then the earliest faults; what is equal in both
    goes by the text of the schedule.
    """
    known: dict[State, dict[str | None, _Way]] = {}

    def ways(state: State) -> dict[str | None, _Way]:
        """The best history to the state for each attempt that may have moved last, and goes on."""
        if state not in known:
            found: dict[str | None, _Way] = {} if arrivals[state] else {None: _Way(0, (), ())}
            for before, move in arrivals[state]:
                for previous, way in ways(before).items():
                    longer = way.then(move, previous)
                    goes_on = move.attempt in [a.label for a in state.attempts if a]
                    last = move.attempt if goes_on else None
                    found[last] = min(found.get(last, longer), longer)
            known[state] = found
        return known[state]

    best = {state: min(ways(state).values()) for state in states}
    state = min(best, key=lambda state: best[state])
    return best[state].actions, state
