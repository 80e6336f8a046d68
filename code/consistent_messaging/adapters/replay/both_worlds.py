"""The simulated world and the real one: each action is taken in both, and they are compared."""

from typing import Any

from consistent_messaging.adapters.postgresql import Queue
from consistent_messaging.adapters.replay.comparison import Comparison, PartedError
from consistent_messaging.adapters.replay.postgresql_stores import PostgresqlStores
from consistent_messaging.adapters.replay.real_attempts import RealAttempts
from consistent_messaging.adapters.replay.replayed import Exchange, ReplayedStep
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.model.actions import (
    ACK,
    DELIVERY,
    ENDED,
    EVICTED,
    KINDS,
    RECEIVED,
    ActionKind,
    Struck,
)
from consistent_messaging.model.attempt_tree import Next, Node
from consistent_messaging.model.sent_messages import token_of
from consistent_messaging.model.state import FLAGS, ZOMBIE, Action
from consistent_messaging.simulation.history import Step
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator, replay


class BothWorlds:
    """Takes actions in the simulated world, and does the same in the real one."""

    def __init__(self, simulator: Simulator, stores: PostgresqlStores, scenario: Scenario) -> None:
        self.simulator, self.stores, self.scenario = simulator, stores, scenario
        self.comparison, self._model = Comparison(simulator), simulator.model
        tree = scenario.model(tuple(simulator.model.names)).tree
        self._real = RealAttempts(tree, stores, scenario.stores, self.comparison.same)
        self._alive: dict[str, int] = {}
        stores.begin()
        self._real.note_records(changed=True)
        self._tables = stores.tables()
        self.comparison.same_records(simulator.records(), stores.records())

    @property
    def sent(self) -> list[OutgoingMessage]:
        """What was really sent so far."""
        return self._real.sent

    @property
    def heard_in(self) -> list[Queue]:
        """The queues whose messages have reached those who listen."""
        stores = self.stores
        left = stores.downstream if self.scenario.receiver else stores.outlet
        return [queue for queue in (left, stores.answers) if queue in stores.queues]

    @property
    def heard(self) -> list[OutgoingMessage]:
        """What has reached those who listen; what follows inside has not."""
        messages = [m for queue in self.heard_in for m in self.stores.messages(queue)]
        return [m for m in messages if not self._model.following.takes(m.body)]

    def take(self, action: str, number: int) -> ReplayedStep:
        """Take one action in both worlds."""
        replay(self.simulator, [action], first=number)
        step, before, differs = self.simulator.history().steps[-1], self._tables, ""
        exchanges: list[Exchange] = []
        try:
            self._follow(step, exchanges)
        except PartedError as parted:
            differs = str(parted)
        statements = self.stores.statements()
        if statements:
            self._tables = self.stores.tables()
        self._real.note_records(changed=before != self._tables)
        return ReplayedStep(step, tuple(exchanges), statements, before, self._tables, differs)

    def _follow(self, step: Step, exchanges: list[Exchange]) -> None:
        """Do on the real stores what the simulator has just done; note what was asked."""
        _, taken, _ = self.simulator.edges[-1]
        kind = KINDS[taken.mark]
        if kind is DELIVERY:
            self._begin(str(step.attempt), taken.subject, exchanges)
        elif kind in (EVICTED, ENDED):
            self._remove(*taken.subject)
        elif kind is RECEIVED:
            self._receive(taken.subject)
        elif kind.strikes is Struck.ATTEMPT:
            self._act(str(step.attempt), kind, exchanges)
        if step.attempt and not self._lives(step.attempt):
            self._alive.pop(step.attempt)

    def _lives(self, label: str) -> bool:
        return any(attempt.label == label for attempt in self.simulator.attempts)

    def _act(self, label: str, kind: ActionKind, exchanges: list[Exchange]) -> None:
        """Let an attempt go on, or let a fault strike it."""
        state, taken, _ = self.simulator.edges[-1]
        was = self._model.node(taken.subject)
        if label not in self._alive:  # a round begins
            self._begin(label, was.message, exchanges)
            if self._model.rounds.begins_alone(taken.subject):
                return
        here = self._alive[label]
        if kind is ACK and taken.subject % FLAGS != ZOMBIE:
            self._real.answer(here)
        if not kind.is_step:
            return
        if was.next == Next.SEND:
            after = self._real.send(here, kind)
        elif taken.answer is None:
            after = self._real.called(here, kind)
        else:
            after = self._real.read_outdated(here, self._step_of(taken))
        how = taken.answer or kind.mark
        reached = self._model.tree.nodes[self._model.reached(state, taken.subject, how)]
        self._arrive(label, after, reached, len(self._real.node(here).answers), exchanges)

    def _begin(self, label: str, message: int, exchanges: list[Exchange]) -> None:
        """Begin an attempt: at a message that is delivered, or a round of a process."""
        number = self._real.begun(message, self._model.tree)
        self._arrive(label, number, self._begun(label, message), 0, exchanges)

    def _begun(self, label: str, message: int) -> Node:
        """Return where the simulated attempt is that has begun in this step."""
        _, taken, _ = self.simulator.edges[-1]
        if taken.mark != DELIVERY.mark:
            return self._model.node(taken.subject)
        for attempt in self.simulator.attempts:
            if attempt.label == label:
                return self._model.node(attempt.code)
        nodes = self._model.tree.nodes
        node = nodes[self._model.tree.root(message)]
        while node.next in (Next.NEW_ID, Next.NOW):  # it has failed at once, whatever it was given
            node = nodes[[*node.children.values()][-1]]
        return node

    def _arrive(
        self, label: str, number: int, simulated: Node, known: int, exchanges: list[Exchange]
    ) -> None:
        """Compare where both attempts have come to; of their answers, so many were `known`."""
        is_alive, compare, real = self._lives(label), self.comparison, self._real
        called = len(real.node(number).answers)
        exchanges += [
            compare.exchange(simulated, real.node(number), n) for n in range(known, called)
        ]
        number = self._alive[label] = real.given(
            number, lambda node: compare.given(label, simulated, node, is_alive=is_alive)
        )
        here = real.node(number)
        exchanges += [compare.both(simulated, here, n) for n in range(called, len(here.answers))]
        compare.check_place(label, simulated, here)

    def _step_of(self, taken: Action) -> int:
        """Return the step after which it was true what is read now."""
        call = self._model.node(taken.subject).call
        assert call is not None
        states = [state for state, _, _ in self.simulator.edges]
        truths = [self._model.stored.truth(call, state.stores) for state in states]
        return truths.index(taken.answer)  # type: ignore[arg-type]  # which is one of them

    def _remove(self, store: str, key: str) -> None:
        """Remove a record from a real store: its key may have another id in it."""
        there = self.stores.records()[store]
        found = next((k for k in there if self.comparison.same(key, k)), None)
        if found is None:
            raise PartedError(f"There is no record {key} in the real {store}.")
        self.stores.remove(store, found)

    def _receive(self, message: Any) -> None:
        """Let the receiver get a message with its copies, each with the token that it carries."""
        waiting = map(freeze, self.stores.messages(self.stores.outlet))
        found: Any = next((each for each in waiting if self.comparison.same(message, each)), None)
        if found is None:
            raise PartedError(f"{message.message_id} is not in the real queue.")
        tokens, token = self.stores.stores[str(self.scenario.receiver)], token_of(found)
        for _ in range(self.stores.receive(thaw(found))):
            if token is not None and tokens.exists(token):
                tokens.delete(token)
                self.stores.downstream.send(thaw(found))
