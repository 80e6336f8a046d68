"""The same world with fewer states: nobody comes between where nobody could tell the difference.

Two reductions lead to this. Each of them keeps whether anything is wrong, and with how few faults.

*What nobody notices is done at once.* An ack, a send, and the end of a delay go as they go whatever
others do, and no step of theirs goes otherwise because of it. So in each history they can come
first, with the faults that strike there, and it ends alike. A wrong state in which one of them is
still to come stays wrong once it has come: the more was sent, the less there is that explains it.
For this reason a send is noticed where that is not so: by an invariant that always has to hold, by
a rule about sequences, by a receiver that checks tokens.

*A delivery waits for the first step.* An attempt that was just delivered has done nothing so far,
and its message could as well be in the queue. So its first step, or a fault, comes right behind.

Histories get longer or shorter by that. So where anything is wrong, a full search has to tell how.
"""

from collections.abc import Callable
from typing import Any

from consistent_messaging.api.spec import Rules
from consistent_messaging.checker.search import Found, Judge, search
from consistent_messaging.execution.replay import NEW_ID, NOW
from consistent_messaging.model.actions import LONG_PAUSE
from consistent_messaging.model.attempt_tree import Next
from consistent_messaging.model.clock import can_pause
from consistent_messaging.model.state import DELAYED, FLAGS, GOES_ON, Action, State
from consistent_messaging.model.state_machine import Model


class CannotReduceError(Exception):
    """A long pause can make a difference: then everything is noticed, since time depends on it."""


def reduced_search(
    model: Model,
    judge: Judge,
    rules: Rules,
    *,
    marks: str,
    most_faults: int,
    most_states: int,
    progress: Callable[[int, int], bool] = lambda states, faults: True,
) -> Found | None:
    """Search with the reductions; return None where they cannot be used.

    What is found to be wrong is so with as few faults as in a full search; the steps and the way to
    it are not those of a history.
    """
    if not can_be_reduced(model):
        return None
    world = Reduced(model, rules, marks if most_faults else "")
    scope: dict[str, Any] = {"most_faults": most_faults, "most_states": most_states}
    try:
        return search(
            world, judge, marks=marks, progress=progress, last=Reduced(model, rules, ""), **scope
        )
    except CannotReduceError:
        return None


def can_be_reduced(model: Model) -> bool:
    """True if the broker has no rules, nothing follows from what is sent, and no clock runs.

    With any of these it makes a difference when a message is in the queue.
    """
    ruled = not model.deliveries.plain or model.following.some
    return not ruled and not model.tree.naming.shows_time


class Reduced:
    """The world of a model, in which an attempt goes on alone as long as nobody notices.

    `marks` are those of the faults that can still strike.
    """

    def __init__(self, model: Model, rules: Rules, marks: str) -> None:
        self.tree, self.initial, self.at_rest = model.tree, model.initial, model.at_rest
        self.error_in = model.error_in
        self._model, self._marks = model, marks
        always = any(invariant.when == "always" for invariant in rules.invariants)
        in_sequence = rules.sequence_by is not None
        self._sends_are_noticed = always or in_sequence or model.receiver.checks_tokens
        self._unnoticed: dict[int, bool] = {}
        self._has_just_begun: dict[int, bool] = {}

    def moves(self, state: State) -> list[tuple[Action, State]]:
        """Return what can happen without a fault; where an attempt goes on alone, only its step.

        Raises `CannotReduceError` if a pause could come.
        """
        if LONG_PAUSE.mark in self._marks and can_pause(state.time):
            raise CannotReduceError
        code = self._alone(state)
        moves = self._model.moves(state) if code is None else [self._model.step(state, code)]
        return [(action, self._gone_on(after)) for action, after in moves]

    def faults(self, state: State, marks: str, *, at_the_start: bool) -> list[tuple[Action, State]]:
        """Return every fault among `marks`; where an attempt goes on alone, those at its step."""
        code = self._alone(state)
        if code is None:
            found = self._model.faults(state, marks, at_the_start=at_the_start)
        else:
            found = self._model.strikes(state, code, marks)
        return [(action, self._gone_on(after)) for action, after in found]

    def _gone_on(self, state: State) -> State:
        """Return the state in which an attempt that is alone has come to where a fault can be."""
        while (code := self._alone(state)) is not None:
            if self._model.strikes(state, code, self._marks):
                break
            _, state = self._model.step(state, code)
        return state

    def _alone(self, state: State) -> int | None:
        """Return the code of the attempt that goes on alone, if there is one."""
        first: int | None = None
        for code in state.attempts:
            if code not in self._unnoticed:
                self._unnoticed[code] = self._is_unnoticed(code)
                self._has_just_begun[code] = self._has_only_begun(code)
            if self._unnoticed[code]:
                return code
            if first is None and self._has_just_begun[code]:
                first = code
        return first

    def _is_unnoticed(self, code: int) -> bool:
        """True if nobody notices the next step of an attempt, nor what comes of it by a fault."""
        node = self._model.node(code)
        if code % FLAGS == DELAYED or node.next == Next.ACK:
            return True
        if self._sends_are_noticed:
            return False
        by_itself = node.call is not None and node.call.port in self._model.stored.dispatchers
        # the handler goes on behind such a call, and may be given an id that it works on
        return node.next == Next.SEND or (by_itself and not self.tree.naming.once_only)

    def _has_only_begun(self, code: int) -> bool:
        """True if an attempt was delivered, and has not come to its first step."""
        node = self._model.node(code)
        if code % FLAGS != GOES_ON or node.returned or node.next == Next.BREAK:
            return False
        asked = [call for call, _ in node.answers]
        no_steps = all(call in (NEW_ID, NOW) for call in asked)
        return no_steps and not (asked and self.tree.naming.once_only)
