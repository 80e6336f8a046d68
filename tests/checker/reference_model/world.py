"""What can happen in the checked world, action by action, on plain values.

A state is a tuple with a copy of every record of every store. Nothing is left out of it and
nothing is renamed, but for what the semantics itself says about numbers and etags; so this is slow,
and easy to compare with the table of actions.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import count, product
from typing import Any
from zlib import crc32

from consistent_messaging.api.broker import AT_LEAST_ONCE, Broker
from consistent_messaging.api.context import MessageContext
from consistent_messaging.api.errors import MessagingError, Throttled, TimeoutError
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.spec import NO_RULES, Rules
from consistent_messaging.api.stores import (
    StoredDocument,
    StoredRow,
    Table,
    TableSession,
    Versioned,
)
from consistent_messaging.dispatcher import Dispatcher, Outlet

from reference_model.delivery import Delivery, Given
from reference_model.following import Endpoints, short
from reference_model.replay import (
    Call,
    Failed,
    Handler,
    Paused,
    Result,
    Returned,
    run_until_next_step,
)
from reference_model.state import (
    DEAD,
    FOLLOWS,
    TIMES,
    Attempt,
    Clock,
    Move,
    Results,
    State,
    all_queued,
    failed,
    placed,
    queued,
)

KINDS = {
    "!": "crash",
    "?": "lost answer",
    "^": "rejected",
    "_": "lost request",
    "~": "delayed failure when acking",
    "%": "lost ack",
    "2": "duplicate delivery",
    "&": "lease expired",
    "<": "stale read",
    "x": "record evicted",
    "@": "long pause",
    "r": "hidden retry",
    "b": "lost in the broker",
}
"""The kinds of faults, by the mark of each in a schedule."""
YEAR = 31_536_000.0  # seconds that a long pause takes
MOST_NAMED = 8  # attempts at a message whose ids are given once only
STRONG: Mapping[str, str] = {}  # the consistency of stores that are all strong
NOBODY: Mapping[str, Any] = {}
NO_ENDPOINTS: Mapping[type, Any] = {}
MADE = re.compile(r"'v\d+'|[0-9a-f]{8}-new-\w+-\d+-\d+")  # etags and fresh ids
GONE = object()
NO_ANSWER = Result(error=TimeoutError("No answer came in time."))
REJECTED = Result(error=Throttled("The store is busy."))


ETAG = re.compile(r"\bv\d+\b")


class Noting(dict[str, Any]):
    """The records of a store, with the keys for which somebody asked one by one."""

    def __init__(self, records: Mapping[str, Any]) -> None:
        super().__init__(records)
        self.asked_for: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.asked_for.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        self.asked_for.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked_for.add(key)
        return super().get(key, default)


Segment = tuple[str, int, Results, tuple[Clock, ...]]  # a message, and how far an attempt at it is
Marked = tuple[str, str | None, State]  # an attempt's action: mark, kind of fault, what follows
Found = tuple[str, str | None, str | None, State]  # any action, the attempt's label, and the same


class ReferenceWorld:
    """All that can happen with one handler, its stores and its messages."""

    def __init__(
        self,
        make_handler: Callable[..., Handler],
        stores: Mapping[str, Any],
        messages: Mapping[str, object],
        *,
        kinds: set[str],
        max_faults: int,
        consumers: int = 2,
        consistency: Mapping[str, str] = STRONG,
        deduplication: frozenset[str] = frozenset(),
        interchangeable: bool = False,
        etags_once_only: bool = False,
        rules: Rules = NO_RULES,
        processes: Mapping[str, Callable[..., Any]] = NOBODY,
        clock_runs: bool = False,
        endpoints: Mapping[type, Callable[..., Any]] = NO_ENDPOINTS,
        broker: Broker = AT_LEAST_ONCE,
    ) -> None:
        unknown = kinds - set(KINDS.values())
        if unknown:
            raise ValueError(f"{unknown} are no kinds of faults; there are {[*KINDS.values()]}.")
        counts = broker.most_deliveries is not None
        self.endpoints = Endpoints(make_handler, endpoints, messages, rules, counts=counts)
        self._ports = {n: Outlet() if n == "dispatcher" else s for n, s in stores.items()}
        self._stores = {n: store for n, store in stores.items() if n != "dispatcher"}
        self._messages = messages
        self._kinds = kinds if max_faults else set()
        self._max_faults = max_faults
        self.rules = rules
        self._consumers = consumers
        self._consistency = consistency if "stale read" in self._kinds else STRONG
        self._deduplication = deduplication
        self._interchangeable = interchangeable
        self._etags_once_only = etags_once_only
        self._given_ids: set[Segment] = set()
        self._told_time: dict[Segment, int] = {}  # how often it was asked for there
        self._clock_runs = clock_runs
        self._now = cache(self._run)
        self._where = cache(self._found)
        self._broker = broker
        self._processes = processes
        self._rounds_end = consumers + len(processes)
        self._more_endpoints = len(self.endpoints.handlers) - 1
        self._lives = {name: getattr(store, "runs_out", {}) for name, store in self._stores.items()}
        self._rests: dict[tuple[Any, ...], bool] = {}

    def initial(self) -> State:
        """Every message in the queue once, and nothing has happened."""
        return State(
            queue=tuple(sorted(map(self._first, self._messages))),
            attempts=(None,) * (self._rounds_end + self._consumers * self._more_endpoints),
            stores=tuple(_frozen(store.records) for store in self._stores.values()),
            sent=frozenset(),
            missed=frozenset(),
            earlier=frozenset(),
            untouched="duplicate delivery" in self._kinds,
            faults=0,
        )

    def _first(self, message: str) -> str:
        """A message in the queue that was not delivered so far."""
        return f"{message}{TIMES}1" if self._broker.most_deliveries else message

    def dead_letters(self, state: State) -> set[str]:
        """The messages that are dead letters."""
        return {name.removeprefix(DEAD) for name in state.queue if name.startswith(DEAD)}

    def at_rest(self, state: State) -> bool:
        """True when nothing is left to do, and a round of each process would change nothing."""
        may_stay = self._broker.dead_letters == "may stay"
        waits = [name for name in state.queue if not (may_stay and name.startswith(DEAD))]
        if waits or any(state.attempts):
            return False
        key = state.stores, state.sent, state.pauses, state.looks
        if key not in self._rests:
            self._rests[key] = self._nothing_comes_of(state)
        return self._rests[key]

    def _nothing_comes_of(self, state: State) -> bool:
        """True if rounds and ends of records lead to nothing that lasts, one after the other."""
        found = [state._replace(stopped=False)]
        for now in found:
            places = range(self._consumers, self._rounds_end)
            ends = [after for _, _, _, after in self._ends(now)]
            for after in [*ends, *(self._after_a_round(now, place) for place in places)]:
                if self._lasting(after) != self._lasting(state):
                    return False
                if after not in found and any(self._lives.values()):
                    found.append(after)
        return True

    def _lasting(self, state: State) -> Any:
        """What was sent and is kept, without records that run out, with all ids and etags alike."""
        kept = [
            [(key, record) for key, record in items if not self._life(name, key)]
            for name, items in zip(self._stores, state.stores, strict=True)
        ]
        return MADE.sub("…", repr(kept)), state.sent, state.queue

    def _life(self, store: str, key: str) -> str | None:
        return next((w for start, w in self._lives[store].items() if key.startswith(start)), None)

    def _ends(self, state: State) -> Iterator[Found]:
        """A record ends at any time, or when no handler runs that was given an id in it."""
        if not any(self._lives.values()):
            return
        running = [a for a in self._running(state) if not a.delayed]
        for name, records in self.records(state).items():
            for key, record in records.items():
                life, content = self._life(name, key), repr((key, record))
                held = any(f"-new-{short(a.message)}-{a.number}-" in content for a in running)
                if life == "any time" or (life and not held):
                    left = self.records(state)
                    del left[name][key]
                    yield f"e{name}:{key}", None, None, self._kept(state, left)

    def _after_a_round(self, state: State, place: int) -> State:
        """The state after the process has done one round, and nobody else anything."""
        state = self._begun(state, place)
        while attempt := state.attempts[place]:
            steps = self._marks_of(state, place, attempt)
            state = next(after for mark, _, after in steps if mark == ".")
        return state

    def records(self, state: State) -> dict[str, dict[str, Any]]:
        """What each store keeps in this state, as whoever judges it sees it."""
        return {
            name: {
                key: thaw(record.value) if isinstance(record, StoredRow) else record
                for key, record in records.items()
            }
            for name, records in self._kept_in(state).items()
        }

    def _kept_in(self, state: State) -> dict[str, dict[str, Any]]:
        """What each store keeps in this state; as plain data where the store is not ours."""
        return {
            name: {key: thaw(record) if self._is_own(name) else record for key, record in items}
            for name, items in zip(self._stores, state.stores, strict=True)
        }

    def _is_own(self, name: str) -> bool:
        """True for a store that is not the library's."""
        return not type(self._stores[name]).__module__.startswith("consistent_messaging")

    def _only_reads(self, call: Call) -> bool:
        """True for a call that is marked as one that only reads."""
        store = self._ports[call.store]
        return hasattr(getattr(type(store), call.operation), "only_reads")

    def published(self, attempt: Attempt) -> tuple[Hashable, ...] | None:
        """What an attempt has published, as pairs of id and body; None until it has returned."""
        now = self._where(attempt)
        if not isinstance(now, Returned):
            return None
        return tuple((message.message_id, freeze(message.body)) for message in now.outgoing)

    def acks(self, attempt: Attempt) -> tuple[tuple[int, ...], Hashable]:
        """What is special about the ack of an attempt that has returned."""
        now = self._where(attempt)
        assert isinstance(now, Returned)
        return now.nacked, now.answer

    def moves(self, state: State) -> Iterator[Move]:
        """Every action that can be taken in this state."""
        begun = state._replace(untouched=False)
        found = [*self._deliveries(begun), *self._evictions(begun), *self._duplicates(state)]
        found += [*self._rounds(begun), *self._ends(begun), *self._replays(begun)]
        if state.asked and not self.at_rest(state):
            paused = begun._replace(pauses=state.pauses + 1, asked=False)
            found.append(("@later", None, "long pause", paused))
        if self._clock_runs and not self.at_rest(state):
            turned = begun._replace(stopped=not state.stopped)
            found.append((":runs" if state.stopped else ":stops", None, None, turned))
        for place, attempt in enumerate(state.attempts):
            if attempt:
                found += self._moves_of(begun, place, attempt)
        for action, label, kind, after in found:
            if kind is None:
                yield Move(action, label, False, self._normal(after))
            elif kind in self._kinds and state.faults < self._max_faults:
                after = after._replace(faults=state.faults + 1)
                yield Move(action, label, True, self._normal(after))

    def _deliveries(self, state: State) -> Iterator[Found]:
        for members, taken in self._taken(state, self._broker.batch or 1):
            names = [name.partition(TIMES)[0] for name in members]
            message = "+".join(names)
            attempt = Attempt(
                message,
                self._next_number(state, message),
                most=self._broker.most_deliveries or 0,
                acked=self._broker.ack == "before the work",
                members=members,
            )
            endpoint, *others = {self.endpoints.number_of(name) for name in names}
            for place in self._places_of(endpoint) if not others else ():
                if state.attempts[place] is None:
                    after = self._continue(taken, place, attempt)
                    yield f"+{message}", attempt.label, None, after

    def _taken(self, state: State, most: int) -> Iterator[tuple[tuple[str, ...], State]]:
        """What can be delivered one after the other, up to so many, and what is left then."""
        for waiting in sorted(set(state.queue)):
            if waiting.startswith(DEAD) or not self._is_next(state, waiting):
                continue
            queue = list(state.queue)
            queue.remove(waiting)
            left = state._replace(queue=tuple(queue))
            yield (waiting,), left
            for more, rest in self._taken(left, most - 1) if most > 1 else ():
                yield (waiting, *more), rest

    def _is_next(self, state: State, waiting: str) -> bool:
        """True if no message with the same key, which has come earlier, waits or is at work."""
        message, names = waiting.partition(TIMES)[0], list(self._messages)
        key_of = self._broker.fifo_by
        if key_of is None or (key := key_of(self._messages[message])) is None:
            return True
        up_to = names[: names.index(message)]
        queued_before = {name.partition(TIMES)[0] for name in state.queue}
        at_work = {name for a in state.attempts if a and a.has_lease for name in a.names}
        return message not in at_work and not any(
            key_of(self._messages[name]) == key and name in queued_before | at_work
            for name in up_to
        )

    def _replays(self, state: State) -> Iterator[Found]:
        for dead in sorted({name for name in state.queue if name.startswith(DEAD)}):
            queue, message = list(state.queue), dead.removeprefix(DEAD)
            queue.remove(dead)
            left = state._replace(queue=tuple(queue))
            yield f"*{message}", None, None, queued(left, self._first(message))

    def _places_of(self, endpoint: int) -> range:
        """The places of an endpoint's consumers; those of the handler come before the processes."""
        before = self._rounds_end - self._consumers if endpoint else 0
        first = before + endpoint * self._consumers
        return range(first, first + self._consumers)

    def _rounds(self, state: State) -> Iterator[Found]:
        """A round begins with its first step, or alone if it asks for the time before that."""
        for place in range(self._consumers, self._rounds_end):
            begun = self._begun(state, place)
            attempt = begun.attempts[place]
            if state.attempts[place] or not attempt:
                continue
            asks = (attempt.message, attempt.number, (), attempt.clocks) in self._told_time
            if asks and not self._clock_runs:
                yield f".{attempt.message}", attempt.label, None, begun
                continue
            for mark, kind, after in self._marks_of(begun, place, attempt):
                if mark not in "!&":
                    yield f"{mark}{attempt.message}", attempt.label, kind, after

    def _begun(self, state: State, place: int) -> State:
        """The state in which a process has begun a round, if it had none."""
        if state.attempts[place]:
            return state
        name = list(self._processes)[place - self._consumers]
        attempt = Attempt(name, self._next_number(state, name), is_round=True)
        return self._continue(state, place, attempt)

    def _duplicates(self, state: State) -> Iterator[Found]:
        begun = state._replace(untouched=False)
        for message in self._messages if state.untouched else ():
            one_more = queued(state, self._first(message))
            yield f"2{message}", None, "duplicate delivery", one_more
        for message in sorted(set(state.queue)):
            if message.startswith(FOLLOWS):
                yield f"2{message}", None, "duplicate delivery", queued(begun, message)

    def _evictions(self, state: State) -> Iterator[Found]:
        rules: Any = self._deduplication
        for name in sorted(rules):
            for key, record in self.records(state)[name].items():
                rule = rules[name] if isinstance(rules, Mapping) else ""
                if not (key.startswith(rule) if isinstance(rule, str) else rule(key, record)):
                    continue
                records = self._kept_in(state)
                del records[name][key]
                yield f"x{name}:{key}", None, "record evicted", self._kept(state, records)

    def _moves_of(self, state: State, place: int, attempt: Attempt) -> Iterator[Found]:
        """What this attempt can do, and what can be done to it."""
        for mark, kind, after in self._marks_of(state, place, attempt):
            alike = sum(a.message == attempt.message for a in state.attempts if a)
            number = attempt.number if alike > 1 else ""
            yield f"{mark}{attempt.message}{number}", attempt.label, kind, after

    def _marks_of(self, state: State, place: int, attempt: Attempt) -> Iterator[Marked]:
        if attempt.delayed:
            yield "!", None, failed(state, place)
            return
        if self._can_strike(state):
            yield "!", "crash", failed(state, place)
        if self._can_strike(state) and attempt.has_lease:
            leased_again = all_queued(state, attempt.again)
            zombie = attempt._replace(zombie=True)
            yield "&", "lease expired", placed(leased_again, place, zombie)
        match self._where(attempt):
            case Paused(call=call):
                yield from self._at_call(state, place, attempt, call)
            case Returned() as returned:
                yield from self._at_return(state, place, attempt, returned)

    def _can_strike(self, state: State) -> bool:
        """True if another fault can; else what would come of it need not be worked out."""
        return state.faults < self._max_faults

    def _at_return(
        self, state: State, place: int, attempt: Attempt, returned: Returned
    ) -> Iterator[Marked]:
        outgoing = returned.outgoing
        if attempt.sent == 0 and attempt.has_lease:
            delayed = attempt._replace(delayed=True)
            yield "~", "delayed failure when acking", placed(state, place, delayed)
        if attempt.sent < len(outgoing):
            after = self.endpoints.sent(state, outgoing[attempt.sent])
            is_over = attempt.is_round and attempt.sent + 1 == len(outgoing)
            left = None if is_over else attempt._replace(sent=attempt.sent + 1)
            yield ".", None, placed(after, place, left)
            if not self._can_strike(state):
                return
            yield "?", "lost answer", failed(after, place)
            yield "^", "rejected", failed(state, place)
            yield "_", "lost request", failed(state, place)
            yield "b", "lost in the broker", placed(state, place, left)
        else:
            left = [attempt.again[n] for n in returned.nacked] if attempt.has_lease else []
            after = all_queued(placed(state, place, None), left)
            if returned.answer is not None and attempt.has_lease:
                request = self._given(attempt.members[0]).message_id
                told = (f"answer to {request}", returned.answer)
                after = after._replace(sent=after.sent | {told})
            yield "=", None, after
            if attempt.has_lease:
                yield "%", "lost ack", failed(state, place)

    def _at_call(self, state: State, place: int, attempt: Attempt, call: Call) -> Iterator[Marked]:
        after, result = self._carried_out(state, call)
        yield ".", None, self._told(after, place, attempt, call, result)
        if not self._can_strike(state):
            return
        yield "?", "lost answer", self._told(after, place, attempt, call, NO_ANSWER)
        yield "^", "rejected", self._told(state, place, attempt, call, REJECTED)
        yield "_", "lost request", self._told(state, place, attempt, call, NO_ANSWER)
        if call.store == "dispatcher":
            yield "b", "lost in the broker", self._told(state, place, attempt, call, result)
        elif after.stores != state.stores:
            again, refused = self._carried_out(after, call)
            if again == after and refused != result and refused.value in (None, False):
                yield "r", "hidden retry", self._told(after, place, attempt, call, refused)
        for outdated in self._outdated(state, call) if "stale read" in self._kinds else ():
            if outdated != result:
                yield "<", "stale read", self._told(state, place, attempt, call, outdated)

    def _outdated(self, state: State, call: Call) -> Iterator[Result]:
        """What a read may come to where each record may be now, missed, or as it was earlier."""
        if not self._only_reads(call):
            return
        place = list(self._stores).index(call.store)
        now = dict(state.stores[place])
        known = [each[1:] for each in (*state.missed, *state.earlier) if each[0] == call.store]
        ways = [
            [(key, now[key]) if key in now else (key,), *(each for each in known if each[0] == key)]
            for key in sorted({*now, *(each[0] for each in known)})
        ]
        found = []
        for chosen in product(*ways):
            items: Any = tuple(each for each in chosen if len(each) == 2)
            stores = (*state.stores[:place], items, *state.stores[place + 1 :])
            found.append(self._carried_out(state._replace(stores=stores), call)[1])
        yield from (result for n, result in enumerate(found) if result not in found[:n])

    def _told(
        self, state: State, place: int, attempt: Attempt, call: Call, result: Result
    ) -> State:
        """The handler gets the result and goes on."""
        error = result.error
        came_to = freeze(result.value) if error is None else (type(error), error.args)
        results = (*attempt.results, (call, (error is None, came_to)))
        return self._continue(state, place, attempt._replace(results=results))

    def _continue(self, state: State, place: int, attempt: Attempt) -> State:
        """The handler runs to its next call or its return; an error that it lets out ends it."""
        clock = state.pauses, state.looks, state.stopped
        attempt = attempt._replace(clocks=(*attempt.clocks, clock))
        after = placed(state, place, attempt)
        now = self._where(attempt)
        segment = attempt.message, attempt.number, attempt.results, attempt.clocks
        if segment in self._given_ids and attempt.number <= MOST_NAMED:
            after = after._replace(named=state.named | {(attempt.message, attempt.number)})
        if segment in self._told_time:
            looks = self._told_time[segment] if self._clock_runs and not state.stopped else 0
            after = after._replace(asked=True, looks=state.looks + looks)
        if isinstance(now, Failed):
            return failed(after, place)
        if isinstance(now, Returned) and attempt.is_round and not now.outgoing:
            return placed(after, place, None)
        return after

    def _found(self, attempt: Attempt) -> Paused | Returned | Failed:
        """Where an attempt is."""
        how_far = attempt.results, attempt.clocks, attempt.members
        return self._now(attempt.message, attempt.number, *how_far)

    def _run(
        self,
        message: str,
        number: int,
        results: Results,
        clocks: tuple[Clock, ...],
        members: tuple[str, ...],
    ) -> Paused | Returned | Failed:
        """Run the handler on what its calls came to; a call at which it waits is frozen, too."""
        ids, played = count(1), 0
        asked: Counter[int] = Counter()

        def new_id() -> str:
            self._given_ids.add((message, number, results, clocks))
            name = f"new-{short(message)}-{number}-{next(ids)}"
            return f"{crc32(name.encode()):08x}-{name}"  # alike to no other in any part

        def now() -> float:
            """Another time in each attempt, and another year after each long pause.

            Of a clock that runs, another time for each who asks, but while it has stopped.
            """
            asked[played] += 1
            if played == len(results):
                self._told_time[message, number, results, clocks] = asked[played]
            pauses, looks, stopped = clocks[played]
            if self._clock_runs:
                return pauses * YEAR + looks + (0 if stopped else asked[played])
            everybody = sorted([*self._messages, *self._processes])
            who = everybody.index(message) if message in everybody else len(everybody)
            return pauses * YEAR + number * (len(everybody) + 1) + who

        def recorded() -> Iterator[tuple[Call, Result]]:
            nonlocal played
            for call, frozen in results:
                played += 1
                yield thaw(call), _result(frozen)

        given = [self._given(name) for name in members]
        batch = Delivery(given, self._broker, self.rules.requests, new_id, now)
        make = self._round_of(message) if not members else self.endpoints.handler_of(batch.first)
        at = self._with_dispatcher(make)
        came_to = run_until_next_step(at, self._ports, batch, recorded())
        if isinstance(came_to, Paused):
            frozen_call: Any = freeze(came_to.call)
            return replace(came_to, call=frozen_call)
        return came_to

    def _given(self, name: str) -> Given:
        """A message as it was in the queue, with all that its handler is told of it."""
        message, _, times = name.partition(TIMES)
        message_id, body, headers = message, self._messages.get(message), {}
        if message.startswith(FOLLOWS):
            given = self.endpoints.message(message)
            message_id, body, headers = given.message_id, given.body, dict(given.headers)
        return Given(message, message_id, body, headers, int(times or 0))

    def _with_dispatcher(self, make: Callable[..., Handler]) -> Callable[..., Handler]:
        def at(*ports: Any) -> Handler:
            named = zip(self._ports, ports, strict=True)
            return make(*(self._as_given(name, port) for name, port in named))

        return at

    def _as_given(self, name: str, port: Any) -> Any:
        """What a handler gets to call a store."""
        if isinstance(self._ports[name], Table):
            return TableSession(port, isolation=self._ports[name].isolation)
        return Dispatcher(port) if name == "dispatcher" else port

    def _round_of(self, name: str) -> Callable[..., Handler]:
        """A process as a handler, whose message is none."""
        return lambda *stores: _Rounds(self._processes[name](*stores))

    def _carried_out(self, state: State, call: Call) -> tuple[State, Result]:
        """The state after the call, and what the call came to."""
        call = thaw(call)
        if call.store == "dispatcher":
            Outlet().send(*call.arguments)
            return self.endpoints.sent(state, *call.arguments), Result()
        store, records = copy.copy(self._stores[call.store]), self._kept_in(state)
        store.records = records[call.store] = Noting(records[call.store])
        if isinstance(store, Versioned) and self._etags_once_only:
            store.next_etag = f"{crc32(bytes([state.etags_given])):08x}"
            state = state._replace(etags_given=state.etags_given + (not self._only_reads(call)))
        elif isinstance(store, Versioned):
            known = [a.results for a in self._running(state)], state.earlier, state.stores
            store.etags_given = set(ETAG.findall(repr(known)))
        try:
            operation = getattr(store, call.operation)
            result = Result(operation(*call.arguments, **dict(call.keywords)))
        except MessagingError as error:
            result = Result(error=error)
        if self._consistency.get(call.store) == "missed" and self._only_reads(call):
            missed = {(call.store, key) for key in store.records.asked_for - store.records.keys()}
            state = state._replace(missed=state.missed | missed)
        return self._kept(state, records), result

    def _running(self, state: State) -> list[Attempt]:
        """The attempts in whose code an etag may still be used."""
        return [a for a in state.attempts if a and not isinstance(self._where(a), Returned)]

    def _kept(self, state: State, records: Mapping[str, Mapping[str, Any]]) -> State:
        """The state in which the stores keep these records; what is no longer so was so earlier."""
        stores, earlier = tuple(_frozen(records[name]) for name in self._stores), set(state.earlier)
        for name, was_kept, is_kept in zip(self._stores, state.stores, stores, strict=True):
            if self._consistency.get(name) != "stale":
                continue
            old, new = dict(was_kept), dict(is_kept)
            for key in old.keys() | new.keys():
                was = old.get(key, GONE)
                if was != new.get(key, GONE):
                    earlier.add((name, key) if was is GONE else (name, key, was))
        return state._replace(stores=stores, earlier=frozenset(earlier))

    def _next_number(self, state: State, message: str) -> int:
        """The smallest number of no live attempt at the message, and of none that got an id.

        A handler that is never through goes round; so from some number on they are given again.
        """
        live = {a.number for a in state.attempts if a and a.message == message}
        taken = live | {number for name, number in state.named if name == message}
        return next(n for n in range(1, len(taken) + 2) if n not in taken)

    def _normal(self, state: State) -> State:
        """The state, with consumers that may change places put in one order."""
        if not self._interchangeable:
            return state
        attempts = list(state.attempts)
        for endpoint in range(self._more_endpoints + 1):
            places = self._places_of(endpoint)
            busy = [a for a in attempts[places.start : places.stop] if a]
            busy.sort(key=lambda a: (a.message, a.number))
            free = (None,) * (self._consumers - len(busy))
            attempts[places.start : places.stop] = [*busy, *free]
        return state._replace(attempts=tuple(attempts))


class _Rounds:
    """A process as a handler."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def handle(self, message: Any, context: MessageContext) -> None:
        self._process.run(context)


def _frozen(records: Mapping[str, Any]) -> tuple[tuple[str, Hashable], ...]:
    """The records as immutable data; a document with its etag is that already."""
    return tuple(
        (
            key,
            records[key]
            if isinstance(records[key], (StoredDocument, StoredRow))
            else freeze(records[key]),
        )
        for key in sorted(records)
    )


def _result(frozen: Any) -> Result:
    well, came_to = frozen
    if well:
        return Result(thaw(came_to))
    kind, arguments = came_to
    return Result(error=kind(*arguments))
