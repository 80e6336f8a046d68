"""A scenario: a handler, its stores, and a few messages, played through in one order.

Every way to play returns the history of one run, or of several. A run ends when nothing is left
to do, or when a message has been delivered `MAX_DELIVERIES` times and was never acked.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from consistent_messaging.api.broker import AT_LEAST_ONCE, Broker
from consistent_messaging.api.spec import NO_LESSON, NO_RULES, Lesson, Rules
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import Handler, Process
from consistent_messaging.model.actions import (
    ACK,
    CRASH,
    DELIVERY,
    DUPLICATE,
    ENDED,
    LEASE_EXPIRED,
    RECEIVED,
    REPLAYED,
    STEP,
    ActionKind,
)
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.evictions import Evictable
from consistent_messaging.model.state import key_in_schedule
from consistent_messaging.model.state_machine import Model
from consistent_messaging.model.store_records import STRONG, Consistency
from consistent_messaging.model.symbolic_ids import NamesAreWorkedOn, Naming
from consistent_messaging.model.works import AND
from consistent_messaging.simulation.attempt import Attempt, messages_of
from consistent_messaging.simulation.broker import check_broker
from consistent_messaging.simulation.chaos_monkeys import ChaosMonkey
from consistent_messaging.simulation.endpoints import check_endpoints
from consistent_messaging.simulation.history import History, Step
from consistent_messaging.simulation.processes import check_processes
from consistent_messaging.simulation.simulator import Simulator, replay

__all__ = ["Lesson", "NeverStruckError", "Scenario"]

MAX_DELIVERIES = 5
MAX_ROUNDS = 20  # of each process in a row; then it comes to no end


class NeverStruckError(AssertionError):
    """A run under a chaos monkey in which the monkey's moment never came."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


@dataclass(frozen=True)
class Scenario:
    """A handler class, empty stores in the order in which it takes them, and messages by name.

    `run` names the messages that Run plays, in order; a name that comes again is a second copy.
    `monkey` is the one that Run plays under unless another one is chosen.
    `headers` are those of the messages, by name. `consistency` says of stores, by name, how far
    their reads can be trusted: they are "strong" unless a read that once missed may miss again
    ("missed"), or a read may come to whatever was true earlier ("stale"). `deduplication` names the
    stores from which a record can be evicted; as a dict, also the prefix of such keys in each, or a
    function that says it of a key and a record. With `receiver`, the name of a token store, whoever
    gets the messages downstream checks and removes the token that each carries; otherwise copies
    are recognised by their ids. `rules` are judged besides the lesson; with rules, or to run it
    only, a scenario needs none. `processes` are classes by name that work beside the handlers: each
    takes the stores, as a handler does, and its `run(context)` is one round. `endpoints` are
    handlers by type of message: what is sent and one of them handles does not leave, but is
    delivered to it, at least once. `broker` has the rules of the broker. `unreadable` is what
    `checker/readable.py` found out, by message.
    """

    handler: Callable[..., Handler]
    stores: Mapping[str, Any]
    messages: Mapping[str, object]
    lesson: Lesson = None  # type: ignore[assignment]  # NO_LESSON for who reads it
    run: tuple[str, ...] = ()
    monkey: ChaosMonkey | None = None
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consistency: Mapping[str, Consistency] = STRONG
    deduplication: Evictable = frozenset()
    receiver: str | None = None
    rules: Rules = NO_RULES
    processes: Mapping[str, Callable[..., Process]] = field(default_factory=dict)
    endpoints: Mapping[type, Callable[..., Handler]] = field(default_factory=dict)
    broker: Broker = AT_LEAST_ONCE
    _searched: dict[tuple[str, ...], Model] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    unreadable: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _naming: Naming = field(default_factory=Naming, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise `ValueError` or `TypeError` for rules, processes or endpoints that cannot be."""
        given = self.messages if isinstance(self.messages, Mapping) else {}  # else it is said later
        names = [name for name in given if isinstance(name, str)]
        check_processes(self.processes, names)
        check_endpoints(self.endpoints, names, self.broker)
        check_broker(self.broker, names, self.rules)
        if self.lesson is None:
            object.__setattr__(self, "lesson", NO_LESSON)
        if self.lesson is NO_LESSON and self.rules.sequence_by:
            raise ValueError(
                "sequence_by needs a lesson, which says in which sequence the events come."
            )

    def play(
        self,
        *names: str,
        monkey: ChaosMonkey | None = None,
        on_step: Callable[[Step], None] = lambda step: None,
    ) -> History:
        """Handle the messages one after the other; a monkey strikes once, as early as it can.

        Raises `NeverStruckError` if its moment never came: such a run would prove nothing.
        """
        shown = 0

        def show(step: Step) -> None:
            nonlocal shown
            if step.number >= shown:  # a sentence can change; what is played again is not new
                shown = step.number
                on_step(step)

        def played() -> History:
            player = _Player(self.simulator(names, show), monkey)
            history = player.in_order(names)
            if player.monkey is not None:
                raise NeverStruckError(f"The monkey {player.monkey.name!r} never struck.", history)
            return history

        return self.with_ids_that_differ(played)

    def play_quietly(self, *names: str) -> History:
        """Handle the messages one after the other; nothing strikes, and nothing is printed."""
        return self.with_ids_that_differ(
            lambda: _Player(Simulator(self.model(names))).in_order(names)
        )

    def replay(
        self, schedule: str, messages: tuple[str, ...] = (), *, consumers: int = 2
    ) -> History:
        """Take the schedule's actions; raise `ImpossibleActionError` where one is impossible.

        Without `messages` there are those that the schedule delivers.
        """
        names = messages or self.names_in(schedule)
        return self.with_ids_that_differ(
            lambda: replay(self.simulator(names, consumers=consumers), schedule)
        )

    def play_on(self, schedule: str, names: tuple[str, ...], *, consumers: int = 2) -> History:
        """Take the schedule's actions, and handle what is left of these messages after them."""

        def played() -> History:
            player = _Player(self.simulator(names, consumers=consumers))
            replay(player.simulator, schedule)
            return player.to_the_end()

        return self.with_ids_that_differ(played)

    def with_ids_that_differ[Found](self, work: Callable[[], Found]) -> Found:
        """Return what `work` finds; it begins again where the handler works on ids, or shows time.

        Whatever plays or searches histories of a scenario does it within this.
        """
        while True:
            try:
                return work()
            except NamesAreWorkedOn:  # which it tells once of ids, and once of the clock
                self._searched.clear()

    def names_in(self, schedule: str) -> tuple[str, ...]:
        """Return the names of the messages that a schedule delivers."""
        delivered = [action[1:] for action in schedule.split() if action[0] == DELIVERY.mark]
        if self.broker.batch:
            delivered = [name.partition("#")[0] for each in delivered for name in each.split(AND)]
        return tuple(name for name in self.messages if name in delivered)

    def model(
        self,
        names: tuple[str, ...],
        *,
        consumers: int = 2,
        echo: bool = False,
        only_searched: bool = False,
    ) -> Model:
        """Return the state machine of this scenario with these of its messages."""
        return Model(
            self._belongings,
            self.stores,
            {name: self.messages[name] for name in dict.fromkeys(names)},
            self._naming,
            processes=self._processes,
            endpoints=self._endpoints,
            broker=self.broker,
            headers=self.headers,
            consumers=consumers,
            consistency=self.consistency,
            deduplication=self.deduplication,
            receiver=self.receiver,
            rules=self.rules,
            echo=echo,
            only_searched=only_searched,
        )

    def searched_model(self, names: tuple[str, ...], *, consumers: int) -> Model:
        """Return a state machine that knows what earlier searches have worked out.

        It has fewer states than one that plays histories: it forgets how an attempt returned.
        """
        if names not in self._searched:
            self._searched[names] = self.model(names, only_searched=True)
        model = copy(self._searched[names])
        model.consumers = consumers
        return model

    @cached_property
    def _belongings(self) -> ReachableState:
        """Found before there is a search: what searches have worked out belongs to no handler."""
        return ReachableState(self.handler)

    @cached_property
    def _processes(self) -> dict[str, ReachableState]:
        return {name: ReachableState(process) for name, process in self.processes.items()}

    @cached_property
    def _endpoints(self) -> dict[type, ReachableState]:
        """One of each class: messages of several types can have the same handler."""
        codes = {self.handler: self._belongings}
        for handler in self.endpoints.values():
            codes[handler] = codes.get(handler) or ReachableState(handler)
        return {kind: codes[handler] for kind, handler in self.endpoints.items()}

    def simulator(
        self,
        names: tuple[str, ...],
        on_step: Callable[[Step], None] = lambda step: None,
        *,
        consumers: int = 2,
    ) -> Simulator:
        """Begin a history with these messages; what the handler prints is printed."""
        return Simulator(self.model(names, consumers=consumers, echo=True), on_step)


class _Player:
    """Chooses the next action: the one place where a single run makes its choices."""

    def __init__(self, simulator: Simulator, monkey: ChaosMonkey | None = None) -> None:
        self.simulator = simulator
        self.monkey = monkey

    def in_order(self, names: tuple[str, ...]) -> History:
        size = self.simulator.model.deliveries.batch
        for first in range(0, len(names), size):
            for place, name in enumerate(names[first : first + size], start=first):
                if name in names[:place]:
                    self.simulator.take(f"{DUPLICATE.mark}{name}")
            self._finish(self._start(AND.join(names[first : first + size])))
            self._let_processes_work()
            self._let_follow()
        return self.to_the_end()

    def to_the_end(self) -> History:
        for attempt in [a for a in self.simulator.attempts if not a.delayed]:
            self._finish(attempt)
        self._come_to_rest()
        return self.simulator.history()

    def _start(self, name: str) -> Attempt | None:
        before = list(self.simulator.attempts)
        self.simulator.take(f"{DELIVERY.mark}{name}")
        return next((a for a in self.simulator.attempts if a not in before), None)

    def _go_on(self, attempt: Attempt | None) -> bool:
        """Take the attempt's next step; return False once it has ended or is delayed."""
        if attempt is None:
            return False
        kind = self._strike(attempt) or self._next_action(attempt)
        self.simulator.take(self.simulator.named(kind.mark, attempt))
        if kind is LEASE_EXPIRED:
            self._finish(self._start(attempt.message))
        return attempt in self.simulator.attempts and not attempt.delayed

    def _finish(self, attempt: Attempt | None) -> None:
        while self._go_on(attempt):
            pass

    def _come_to_rest(self) -> None:
        for attempt in [a for a in self.simulator.attempts if a.delayed]:
            self.simulator.take(self.simulator.named(CRASH.mark, attempt))
        while waiting := self._waiting():
            if self._was_delivered_often(waiting[0]):
                return
            self._let_records_run_out()
            self._finish(self._start(waiting[0]))
            self._let_processes_work()
        self._let_records_run_out()
        self._let_processes_work()
        for message in self.simulator.on_their_way():
            self.simulator.take(f"{RECEIVED.mark}{message}")

    def _waiting(self) -> list[str]:
        """Return what can be delivered, large batches first.

        The operator replays dead letters that may not stay.
        """
        simulator = self.simulator
        model, may_stay = simulator.model, simulator.model.deliveries.may_stay
        if not simulator.waiting() and not may_stay:
            for name in model.dead_letters(simulator.state)[:1]:
                if not self._was_delivered_often(name):
                    simulator.take(f"{REPLAYED.mark}{name}")
        found = model.deliverable(simulator.state)
        found.sort(key=lambda number: -len(model.tree.members(number)))
        return [model.queue.name_in(simulator.state.queue, number) for number in found]

    def _let_follow(self) -> None:
        """Let endpoints handle what has followed from the messages so far."""
        simulator = self.simulator
        while follow := simulator.model.following.that_follow(simulator.state.queue):
            name = simulator.model.queue.name_in(simulator.state.queue, follow[0])
            if self._was_delivered_often(name):
                return
            self._finish(self._start(name))
            self._let_processes_work()

    def _was_delivered_often(self, name: str) -> bool:
        each = name.split(AND) if self.simulator.model.deliveries.batch > 1 else [name]
        alone = [self.simulator.names.text(part.partition("#")[0]) for part in each]
        return any(self.simulator.deliveries[part] >= MAX_DELIVERIES for part in alone)

    def _let_processes_work(self) -> None:
        """Let each process do rounds until one more would change nothing, or there were many."""
        rest = self.simulator.model.rest
        for _ in range(MAX_ROUNDS if self.simulator.model.rounds.names else 0):
            restless = rest.restless(self.simulator.state)
            for name in restless:
                self._do_a_round(name)
            if not restless:
                return

    def _let_records_run_out(self) -> bool:
        """Let what can run out do so; return False if there is nothing that can."""
        simulator = self.simulator
        ends = simulator.model.lives.ends(simulator.state)
        for record in ends:
            simulator.take(f"{ENDED.mark}{record.store}:{key_in_schedule(record.key)}")
        return bool(ends)

    def _do_a_round(self, name: str) -> None:
        while True:
            attempt = self.simulator.round_of(name)
            kind = self._strike(attempt) or STEP
            self.simulator.take(self.simulator.named(kind.mark, attempt))
            if name not in [a.message for a in self.simulator.attempts]:
                return

    def _next_action(self, attempt: Attempt) -> ActionKind:
        return ACK if self.simulator.model.node(attempt.code).next == Next.ACK else STEP

    def _strike(self, attempt: Attempt) -> ActionKind | None:
        """Return the monkey's fault if this is its moment; it strikes once."""
        monkey, model = self.monkey, self.simulator.model
        if monkey is None or monkey.whom not in ("", *messages_of(attempt.label)):
            return None
        if not monkey.strikes(model.node(attempt.code), wrote=attempt.wrote):
            return None
        if monkey.fault is ENDED:
            self.monkey = None if self._let_records_run_out() else monkey
            return None
        if not model.possible(self.simulator.state, attempt.code, monkey.fault):
            return None
        self.monkey = None
        return monkey.fault
