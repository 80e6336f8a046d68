"""The attempts of a replay: each is the handler, run on the answers that the real stores gave.

A call is carried out at its moment of the schedule. A fault strikes here, between the handler and
the store: a request that is lost never gets to the store, and an answer that is lost never gets to
the handler.
"""

import copy
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from consistent_messaging.adapters.replay.comparison import PartedError
from consistent_messaging.adapters.replay.postgresql_stores import PostgresqlStores
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.model.actions import ActionKind
from consistent_messaging.model.attempt_tree import AttemptTree, Next, Node
from consistent_messaging.model.works import Work, batch_of


class RealAttempts:
    """Runs attempts on real stores. An attempt is the number of a node of `tree`.

    The tree runs the handler once for each node, and its nodes hold real answers only. `same`
    compares a simulated value with a real one. `sent` is all that was really sent so far.
    """

    def __init__(
        self,
        tree: AttemptTree,
        stores: PostgresqlStores,
        simulated_stores: Mapping[str, Any],
        same: Callable[[Any, Any], bool],
    ) -> None:
        self._tree, self._stores, self._simulated = tree, stores, simulated_stores
        self._same, self._given = same, len(tree.works)
        self._numbers: dict[int, int] = {}
        self._earlier: list[dict[str, dict[str, Hashable]]] = []
        self.sent: list[OutgoingMessage] = []

    def node(self, number: int) -> Node:
        """Return where an attempt is."""
        return self._tree.nodes[number]

    def note_records(self, *, changed: bool) -> None:
        """Remember what the stores keep after a step, for reads that return what was true then."""
        self._earlier.append(self._stores.records() if changed else self._earlier[-1])

    def begun(self, message: int, simulated: AttemptTree) -> int:
        """Begin an attempt at the message that has this number in the simulated world."""
        return self._tree.root(self._number_of(message, simulated))

    def given(self, number: int, as_given: Callable[[Node], Answer]) -> int:
        """Give an attempt the ids and times that it asks for; `as_given` knows the next answer."""
        while (node := self.node(number)).next in (Next.NEW_ID, Next.NOW):
            number = self._tree.answered(number, as_given(node))
        return number

    def called(self, number: int, kind: ActionKind) -> int:
        """Carry out the call of an attempt, with a fault or without; return where that leads."""
        call = self.node(number).call
        assert call is not None
        answer = self._asked(call) if kind.applies else Answer()
        if kind.applies and kind.retries:
            answer = self._asked(call)
        return self._tree.answered(number, kind.answer(call) if kind.answer else answer)

    def read_outdated(self, number: int, step: int) -> int:
        """Let an attempt read what the real store had after this step; return where that leads."""
        call = self.node(number).call
        assert call is not None
        store = copy.copy(self._simulated[call.port])
        store.records = dict(self._earlier[step][call.port])
        return self._tree.answered(number, _told(store, call))

    def send(self, number: int, kind: ActionKind) -> int:
        """Send an attempt's next message, with a fault or without; return where that leads."""
        message = self.node(number).message_out
        assert message is not None
        if kind.applies:
            self._stores.outlet.send(thaw(message))
            self.sent.append(message)
        return self._tree.sent(number)

    def answer(self, number: int) -> None:
        """Tell the caller of a request the answer of its attempt, if it has one."""
        answer = self.node(number).answer
        if answer is not None:
            self._stores.answers.send(thaw(answer))
            self.sent.append(answer)

    def _asked(self, call: Call) -> Answer:
        answer = _told(self._stores.stores[call.port], call)
        if call.sends and answer.error is None:
            message: Any = call.arguments[0]
            self.sent.append(message)
        return answer

    def _number_of(self, message: int, simulated: AttemptTree) -> int:
        if message < self._given:
            return message
        if message not in self._numbers:
            work = simulated.works[message]
            members = [self._number_of(each, simulated) for each in work.members]
            here = batch_of(tuple(members), self._tree.works) if members else self._as_sent(work)
            self._numbers[message] = self._tree.take_up(here)
        return self._numbers[message]

    def _as_sent(self, work: Work) -> Work:
        """Return a message that was not there at the start: one that follows, with its content."""
        if not work.own_id:
            return work
        meant = (work.own_id, work.body, freeze(work.headers))
        for message in self._stores.messages(self._stores.outlet):
            if self._same(meant, freeze((message.message_id, message.body, message.headers))):
                body = freeze(message.body)
                return work._replace(
                    own_id=message.message_id, body=body, headers=thaw(freeze(message.headers))
                )
        raise PartedError(f"{work.name} is delivered, and is not in the real queue.")


def _told(store: Any, call: Call) -> Answer:
    """Put a call to a store; return its answer, or the error that the handler sees."""
    arguments = [thaw(argument) for argument in call.arguments]
    keywords = {name: thaw(value) for name, value in call.keywords}
    try:
        return Answer(freeze(getattr(store, call.operation)(*arguments, **keywords)))
    except Exception as error:  # the handler gets to see it where the call stands
        return Answer(error=(type(error), str(error)))
