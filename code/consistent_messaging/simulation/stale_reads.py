"""Which outdated value a stale read returns, as a schedule and as a sentence say it.

`<A@4` is a read that returns the value after step 4, and `<A@0` the value at the start.
Where there is only one outdated value, `<A` says enough.
"""

from collections.abc import Sequence

from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.state import ImpossibleActionError, State
from consistent_messaging.model.state_machine import Model


class StaleReads:
    """The outdated values that an attempt can read now, and the steps after which each was true.

    `states` are those of a history so far, from the first state on.
    """

    def __init__(self, model: Model, states: Sequence[State], code: int) -> None:
        possible, call = model.stale_answers(states[-1], code), model.node(code).call
        self._at: dict[int, Answer] = {}
        for step, state in enumerate(states if possible else ()):
            assert call is not None
            truth = model.stored.truth(call, state.stores)
            if truth in possible:
                self._at[step] = truth
        self._first = {step: self._at[step] for step in map(self._since, possible)}

    def suffix(self, truth: Answer | None) -> str:
        """Return what follows the attempt's name in a schedule, as short as it can be.

        Without a truth, it is the oldest that is meant.
        """
        if len(self._first) < 2:
            return ""
        return f"@{min(self._first) if truth is None else self._since(truth)}"

    def meant(self, action: str) -> Answer:
        """Return the truth that an action means; raise `ImpossibleActionError` if it is unclear."""
        alone, _, step = action.partition("@")
        choices = ", ".join(f"{alone}@{first}" for first in sorted(self._first))
        if step.isdecimal() and int(step) in self._at:
            return self._at[int(step)]
        if step or len(self._first) != 1:
            raise ImpossibleActionError(f"{action} names none of the earlier truths: {choices}.")
        return next(iter(self._first.values()))

    def sentence_for(self, truth: Answer) -> str:
        """Say when it was true."""
        first = self._since(truth)
        return f"So it was after step {first}." if first else "So it was at the start."

    def _since(self, truth: Answer) -> int:
        return next(step for step, was in self._at.items() if was == truth)
