"""The search: every order of events and every placement of a few faults.

Breadth first, in layers: without a fault, then with one, then with two; within a layer by the
number of steps. The first state with something wrong is then reached by the fewest faults and,
among these, in the fewest steps.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from consistent_messaging.checker.oracle import Violation
from consistent_messaging.model.state import State
from consistent_messaging.model.state_machine import Model

Judge = Callable[[State, int], Violation | None]
PROGRESS_EVERY = 2048


@dataclass
class Explored:
    """What a search has seen. States are named by the order in which they were found.

    `successors` are those without a further fault; `strikes` are what a further fault leads to.
    """

    states: list[State] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    successors: list[list[int]] = field(default_factory=list)
    strikes: dict[int, list[State]] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    number_of: dict[State, int] = field(default_factory=dict)

    def add(self, state: State, faults: int, steps: int) -> int:
        """Take up a state that was not seen before, and return its number."""
        number = self.number_of[state] = len(self.states)
        self.states.append(state)
        self.faults.append(faults)
        self.steps.append(steps)
        self.successors.append([])
        return number


@dataclass(frozen=True)
class Found:
    """What a search came to: the number of a state and what is wrong with it, or neither.

    `complete` is False when the search was stopped or had reached its cap. `alike` are the states
    that it might have come to as well, where the judge does not know them.
    """

    explored: Explored
    complete: bool
    number: int | None = None
    violation: Violation | None = None
    alike: frozenset[State] = frozenset()


def search(
    model: Model,
    judge: Judge,
    *,
    marks: str,
    most_faults: int,
    most_states: int,
    progress: Callable[[int, int], bool] = lambda states, faults: True,
) -> Found:
    """Search until something is wrong, or all is seen, or `most_states` states were.

    `progress(states, faults)` is called now and then, and stops the search by returning False.
    """
    explored = Explored()
    explored.add(model.initial(), 0, 0)
    states, seen = explored.states, explored.number_of
    begun: dict[int, list[State]] = {}  # the states with which a layer begins, by their steps
    told = 0
    for faults in range(most_faults + 1):
        layer_begins = len(seen) if faults else 0
        frontier = {} if faults else {0: [0]}
        struck: dict[int, list[State]] = {}
        while frontier or begun:
            steps = min([*frontier, *begun])
            level = frontier.pop(steps, [])
            for state in begun.pop(steps, ()):
                if state not in seen:
                    level.append(explored.add(state, faults, steps))
            found = _wrong(explored, judge, level, faults)
            if found:
                return found
            coming: list[int] = []
            for number in level:
                state, successors = states[number], explored.successors[number]
                for _, after in model.moves(state):
                    known = seen.get(after)
                    if known is None:
                        known = explored.add(after, faults, steps + 1)
                        coming.append(known)
                    successors.append(known)
                if faults < most_faults:
                    start = is_the_start(state, faults, steps)
                    strikes = model.faults(state, marks, at_the_start=start)
                    explored.struck.update(action.mark for action, _ in strikes)
                    new = [after for _, after in strikes if after not in seen]
                    explored.strikes[number] = new
                    struck.setdefault(steps + 1, []).extend(new)
                if model.tree.broken:
                    found = _broken(model, explored, number)
                    if found:
                        return found
            if coming:
                frontier[steps + 1] = coming
            if len(seen) > most_states:
                return Found(explored, False)
            if len(seen) >= told + PROGRESS_EVERY:
                told = len(seen)
                if not progress(told, faults):
                    return Found(explored, False)
        found = _stuck(model, explored, range(layer_begins, len(seen)))
        if found:
            return found
        begun = struck
    return Found(explored, True)


def is_the_start(state: State, faults: int, steps: int) -> bool:
    """True if nothing but faults has happened, and none of them to an attempt."""
    return faults == steps and not state.attempts


def _wrong(explored: Explored, judge: Judge, level: Iterable[int], faults: int) -> Found | None:
    for number in level:
        wrong = judge(explored.states[number], faults)
        if wrong:
            return Found(explored, True, number, wrong)
    return None


def _broken(model: Model, explored: Explored, number: int) -> Found | None:
    """Find what the last state led to in which a handler is broken."""
    for after in explored.successors[number]:
        if model.error_in(explored.states[after]) is not None:
            return Found(explored, True, after, alike=frozenset((explored.states[after],)))
    for state in explored.strikes.get(number, ()):
        if model.error_in(state) is not None:
            faults, steps = explored.faults[number] + 1, explored.steps[number] + 1
            broken = explored.add(state, faults, steps)
            return Found(explored, True, broken, alike=frozenset((state,)))
    return None


def _stuck(model: Model, explored: Explored, layer: range) -> Found | None:
    """Find the first state of a finished layer from which no way without faults leads to rest."""
    resting = can_reach(
        layer, explored.successors, lambda number: model.at_rest(explored.states[number])
    )
    stuck = [number for number in layer if number not in resting]
    if not stuck:
        return None
    steps = explored.steps[stuck[0]]
    alike = frozenset(explored.states[n] for n in stuck if explored.steps[n] == steps)
    message = "from here on nothing comes to rest without help from outside"
    return Found(explored, True, stuck[0], Violation("stuck", message), alike)


def can_reach(
    numbers: range, successors: Sequence[Iterable[int]], is_goal: Callable[[int], bool]
) -> set[int]:
    """Return those of the numbers from which a goal can be reached.

    Successors outside of `numbers` have proved that they can. Nearly all ways lead upwards, so
    looking at the highest number first decides most of them at once; those that lead downwards
    are decided when it goes back the other way.
    """
    found = {number for number in numbers if is_goal(number)}
    left = [number for number in reversed(numbers) if number not in found]
    decided = True
    while decided:
        undecided = []
        for number in left:
            for after in successors[number]:
                if after in found or after not in numbers:
                    found.add(number)
                    break
            else:
                undecided.append(number)
        decided = len(undecided) < len(left)
        left = undecided[::-1]
    return found
