"""Compares an attempt on real stores with the simulated one: what it was told, what it does next."""

import uuid
from typing import Any

from consistent_messaging.adapters.replay.replayed import Exchange
from consistent_messaging.adapters.replay.same_names import SameNames
from consistent_messaging.execution.replay import NEW_ID, Answer
from consistent_messaging.model.attempt_tree import Next, Node
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

    def given(self, label: str, simulated: Node, real: Node, *, is_alive: bool) -> Answer:
        """Return the id or the time that an attempt is given which has come to a `real` node.

        The time is the schedule's, and so are ids that the handler works on. Other ids are real
        ones. That of an attempt which has ended at once is known to nobody.
        """
        call, answer = (*simulated.answers, (None, Answer()))[len(real.answers)]
        if call != real.call:
            raise PartedError(f"{label} {_DOES[real.next]} here, and not in the simulation.")
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
        both = self.both(simulated, real, place)
        errors = [answer.error and answer.error[0] for answer in (both.simulated, both.real)]
        same_value = self.names.same(both.simulated.value, both.real.value)
        if errors[0] is not errors[1] or not same_value:
            raise PartedError(
                f"{both.call} came to {_word(both.simulated)} in the simulation, and to "
                f"{_word(both.real)} here."
            )
        return both

    def check_place(self, label: str, simulated: Node, real: Node) -> None:
        """Raise `PartedError` unless both attempts do the same next."""
        if simulated.next != real.next:
            raise PartedError(
                f"{label} {_does(simulated)} in the simulation, and {_does(real)} here."
            )
        for what, here, there in (
            ("call", simulated.call, real.call),
            ("message", simulated.message_out, real.message_out),
            ("answer", simulated.answer, real.answer),
            ("nacked", simulated.nacked, real.nacked),
        ):
            if not self.same(here, there):
                raise PartedError(
                    f"The next {what} of {label} is {_in_full(self.shown(here))} in the "
                    f"simulation, and {_in_full(there)} here."
                )


def _does(node: Node) -> str:
    if node.call is not None and node.next == Next.CALL:
        return f"calls {node.call}"
    return _DOES.get(node.next) or f"raises {node.error!r}"


def _word(answer: Answer) -> str:
    if answer.error is not None:
        kind, text = answer.error
        return f"{kind.__name__} ({text})"
    return short(answer.value)


def _in_full(value: Any) -> str:
    given = getattr(value, "arguments", None)
    if given is None:
        return short(value)
    named = [f"{name}={short(item)}" for name, item in value.keywords]
    return f"{value}({', '.join([*map(short, given), *named])})"
