"""Compares an attempt on real stores with the simulated one: its answers, and its next step."""

import uuid
from typing import Any

from consistent_messaging.adapters.replay.replayed import Exchange
from consistent_messaging.adapters.replay.same_names import SameNames
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.spec import Records
from consistent_messaging.execution.replay import NEW_ID, Answer, Call
from consistent_messaging.model.attempt_tree import Next, Node
from consistent_messaging.model.store_records import is_document
from consistent_messaging.model.symbolic_ids import renamed
from consistent_messaging.simulation.simulator import Simulator
from consistent_messaging.text.format import short

_DOES = {
    Next.SEND: "sends a message",
    Next.ACK: "is through",
    Next.FAIL: "fails",
    Next.NEW_ID: "asks for an id",
    Next.NOW: "asks for the time",
}


class PartedError(Exception):
    """The real world does not go on as the simulated one does; the message says where they part."""


class Comparison:
    """Knows which names of the real world are which of the simulated one, at every step."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator, self.names = simulator, SameNames()

    def shown(self, simulated: Any) -> Any:
        """Return a simulated value with the names that the history shows."""
        return self._simulator.names.value(simulated)

    def same(self, simulated: Any, real: Any) -> bool:
        """True if a simulated value, with the model's names in it, is the same as a real one."""
        return self.names.same(self.shown(simulated), real)

    def same_records(self, simulated: Records, real: Records) -> str:
        """Say in which store they differ; nothing if they are the same.

        The simulated ones are as a history has them.
        """
        for store, by_key in simulated.items():
            if not self.names.same(freeze(by_key), freeze(real[store]), store):
                return f"{store} holds {by_key} in the simulation, and really {real[store]}."
        return ""

    def simulated(self, real: Any, store: str = "") -> Any:
        """Return a real value with the ids and etags of the model in the places of the real ones.

        What has a real name only keeps it; and so does an etag anywhere but beside its document.
        """
        shown = self.names.with_simulated_ids(real)
        if is_document(shown):
            shown = shown._replace(etag=self.names.simulated(shown.etag, store))
        in_the_model = {now: name for name, now in self._simulator.names.now.items()}
        return renamed(shown, lambda name: in_the_model.get(name[0], name[0]))

    def given(self, label: str, simulated: Node, real: Node, *, is_alive: bool) -> Answer:
        """Return the id or the time that an attempt is given which has come to a `real` node.

        The time is the schedule's, and so are ids that the handler works on. Other ids are real
        ones. That of an attempt which has ended at once is known to nobody.
        """
        call, answer = (*simulated.answers, (None, Answer()))[len(real.answers)]
        if call != real.call:
            raise PartedError(f"{label} {_DOES[real.next]} only on the real stores.")
        if call != NEW_ID or self._simulator.model.tree.naming.once_only:
            return answer
        given = str(uuid.uuid4())
        if is_alive:
            self.names.take(self.shown(answer.value), given)
        return Answer(given)

    def both(self, simulated: Node, real: Node, place: int) -> Exchange:
        """Return what both attempts were told at this place of their answers."""
        call, told = real.answers[place]
        return Exchange(call, self.shown(simulated.answers[place][1]), told)

    def exchange(self, simulated: Node, real: Node, place: int) -> Exchange:
        """Return what both were told when they called; raise `PartedError` if that differs."""
        both, (call, _) = self.both(simulated, real, place), real.answers[place]
        errors = [answer.error and answer.error[0] for answer in (both.simulated, both.real)]
        same_value = self.names.same(both.simulated.value, both.real.value, call.port)
        if errors[0] is not errors[1] or not same_value:
            raise PartedError(
                f"{call} {_word(both.simulated)} in the simulation, and {_word(both.real)} on the "
                "real store."
            )
        return both

    def check_place(self, label: str, simulated: Node, real: Node) -> None:
        """Raise `PartedError` unless both attempts do the same next."""
        if simulated.next != real.next:
            raise PartedError(
                f"{label} {_does(simulated)} in the simulation, and {_does(real)} on the real "
                "stores."
            )
        for what, expected, found in (
            ("call", simulated.call, real.call),
            ("message", simulated.message_out, real.message_out),
            ("answer", simulated.answer, real.answer),
            ("nacked", simulated.nacked, real.nacked),
        ):
            if not self.same(expected, found):
                raise PartedError(
                    f"The next {what} of {label} is {_in_full(self.shown(expected))} in the "
                    f"simulation, and {_in_full(found)} on the real stores."
                )


def _does(node: Node) -> str:
    if node.call is not None and node.next == Next.CALL:
        return f"calls {node.call}"
    return _DOES.get(node.next) or f"raises {node.error!r}"


def _word(answer: Answer) -> str:
    if answer.error is not None:
        kind, text = answer.error
        return f"raises {kind.__name__} ({text})"
    return f"returns {short(answer.value)}"


def _in_full(value: Any) -> str:
    if isinstance(value, OutgoingMessage):
        return f"{short(value)} under the id {value.message_id}"
    if isinstance(value, Call):
        named = [f"{name}={_in_full(item)}" for name, item in value.keywords]
        return f"{value}({', '.join([*map(_in_full, value.arguments), *named])})"
    return short(value)
