"""How much is at stake at each moment of a history: exactly, since every way on is known.

Only continuations *without a further fault* count: with faults allowed everything would be at
risk from the start.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from consistent_messaging.checker.search import can_reach
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import Action, Edge, State
from consistent_messaging.model.state_machine import Model

Risk = Literal["safe", "at risk", "doomed", "unknown"]
MEANING: dict[Risk, str] = {
    "safe": "every continuation passes this check",
    "at risk": "some continuations end badly",
    "doomed": "no continuation ends well",
    "unknown": "there are too many continuations to follow them all",
}
MOST_STATES = 20_000
MOST_RUNS = 1_500  # of the handler; either of the two takes about a second in a browser


@dataclass(frozen=True)
class Ahead:
    """All that can follow some states without a further fault, unless that was too much.

    Without a complete look ahead every risk is unknown.
    """

    number_of: dict[State, int]
    edges: list[list[tuple[Action, int]]]
    states: list[State]
    end_well: set[int]
    end_badly: set[int]
    resting: set[int] = field(default_factory=set)
    complete: bool = True

    def risk(self, state: State) -> Risk:
        """Return what is at stake in this state."""
        if not self.complete:
            return "unknown"
        number = self.number_of[state]
        if number not in self.end_well:
            return "doomed"
        return "at risk" if number in self.end_badly else "safe"

    @property
    def never_ends(self) -> bool:
        """True if it is known that these states lead to no rest, and to nothing wrong either."""
        return self.complete and all(self.edges) and not self.resting

    def way_to_end_well(self, state: State) -> list[Edge]:
        """Return the shortest way on that ends well; the state must not be doomed."""
        first = self.number_of[state]
        came: dict[int, tuple[int, Action] | None] = {first: None}
        waiting = [first]
        for number in waiting:
            if number in self._goals:
                return self._edges_to(number, came)
            for action, after in self.edges[number]:
                if after not in came and after in self.end_well:
                    came[after] = (number, action)
                    waiting.append(after)
        raise ValueError("no continuation of this state ends well")

    @property
    def _goals(self) -> set[int]:
        return self.end_well & self.resting

    def _edges_to(self, number: int, came: dict[int, tuple[int, Action] | None]) -> list[Edge]:
        edges: list[Edge] = []
        while (step := came[number]) is not None:
            before, action = step
            edges.append((self.states[before], action, self.states[number]))
            number = before
        return edges[::-1]


def look_ahead(
    model: Model,
    judge: StateCheck,
    states: Iterable[State],
    faults: int,
    most_states: int = MOST_STATES,
) -> Ahead:
    """Follow every continuation of these states, which were reached with so many faults.

    Gives up when it has met more than `most_states`, or run the handler more than `MOST_RUNS`
    times to meet them.
    """
    found, runs = list(dict.fromkeys(states)), model.tree.runs.count
    number_of = {state: number for number, state in enumerate(found)}
    edges: list[list[tuple[Action, int]]] = []
    wrong: set[int] = set()
    for number, state in enumerate(found):
        if len(found) > most_states or model.tree.runs.count - runs > MOST_RUNS:
            return Ahead(number_of, edges, found, set(), set(), complete=False)
        edges.append([])
        if judge(state, faults) is not None or model.error_in(state) is not None:
            wrong.add(number)
            continue
        for action, after in model.moves(state):
            if after not in number_of:
                number_of[after] = len(found)
                found.append(after)
            edges[number].append((action, number_of[after]))
    successors = [[after for _, after in following] for following in edges]
    everywhere = range(len(found))
    resting = {n for n in everywhere if n not in wrong and model.at_rest(found[n])}
    well = can_reach(everywhere, successors, resting.__contains__)
    badly = can_reach(everywhere, successors, lambda n: n not in well)
    return Ahead(number_of, edges, found, well, badly, resting)
