"""The search: every sequence of events and every placement of a few faults.

Breadth first, in layers: without a fault, then with one, then with two; within a layer by the
number of steps. The first state with something wrong is then reached by the fewest faults and,
among these, in the fewest steps.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from consistent_messaging.checker.oracle import STUCK, Violation
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.state import Action, State, is_the_start

Judge = Callable[[State, int], Violation | None]
PROGRESS_EVERY = 2048


class World(Protocol):
    """What is searched: a `Model`, or one with fewer states."""

    @property
    def tree(self) -> AttemptTree:
        """Every way in which an attempt can go."""

    def initial(self) -> State:
        """Return the state in which nothing has happened."""

    def moves(self, state: State) -> list[tuple[Action, State]]:
        """Return what can happen without a fault, and the states after it."""

    def faults(self, state: State, marks: str, *, at_the_start: bool) -> list[tuple[Action, State]]:
        """Return every fault among `marks` that can strike, and the states after it."""

    def at_rest(self, state: State) -> bool:
        """True if nothing is left to happen."""

    def error_in(self, state: State) -> BaseException | None:
        """Return what a broken handler has raised."""


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
    world: World,
    judge: Judge,
    *,
    marks: str,
    most_faults: int,
    most_states: int,
    progress: Callable[[int, int], bool] = lambda states, faults: True,
    last: World | None = None,
) -> Found:
    """Search until something is wrong, or all is seen, or `most_states` states were.

    `progress(states, faults)` is called now and then, and stops the search by returning False.
    `last` is the world of the last layer, if it is another one where no fault is left to strike.
    """
    worlds = [world] * most_faults + [last or world]
    looked = _Search(worlds, judge, marks, most_states, progress)
    for faults in range(most_faults + 1):
        found = looked.layer(faults)
        if found:
            return found
    return Found(looked.explored, True)


class _Search:
    """A search that goes on layer by layer: what it has explored, and where the next one begins."""

    def __init__(
        self,
        worlds: list[World],
        judge: Judge,
        marks: str,
        most_states: int,
        progress: Callable[[int, int], bool],
    ) -> None:
        self.explored = Explored()
        self.explored.add(worlds[0].initial(), 0, 0)
        self._worlds, self._judge = worlds, judge
        self._marks, self._most_states = marks, most_states
        self._progress, self._reported = progress, 0
        self._struck: dict[int, list[State]] = {}  # what the next layer begins with, by its steps

    def layer(self, faults: int) -> Found | None:
        """Explore what so many faults lead to; return what is wrong, or where the search ended."""
        seen = self.explored.number_of
        begins = len(seen) if faults else 0
        frontier = {} if faults else {0: [0]}
        waiting, self._struck = self._struck, {}
        while frontier or waiting:
            steps = min([*frontier, *waiting])
            level = frontier.pop(steps, [])
            for state in waiting.pop(steps, ()):
                if state not in seen:
                    level.append(self.explored.add(state, faults, steps))
            found = _wrong(self.explored, self._judge, level, faults)
            if found:
                return found
            coming = self._expanded(level, faults, steps)
            if isinstance(coming, Found):
                return coming
            if coming:
                frontier[steps + 1] = coming
            if self._gives_up(faults):
                return Found(self.explored, False)
        return _stuck(self._worlds[faults], self.explored, range(begins, len(seen)))

    def _expanded(self, level: list[int], faults: int, steps: int) -> list[int] | Found:
        """Take every action in every state of a level; return the new states, or what is broken."""
        explored, world = self.explored, self._worlds[faults]
        seen = explored.number_of
        coming: list[int] = []
        for number in level:
            state, successors = explored.states[number], explored.successors[number]
            for _, after in world.moves(state):
                known = seen.get(after)
                if known is None:
                    known = explored.add(after, faults, steps + 1)
                    coming.append(known)
                successors.append(known)
            if faults + 1 < len(self._worlds):
                self._strike(number, faults, steps)
            if world.tree.broken:
                found = _broken(world, explored, number)
                if found:
                    return found
        return coming

    def _strike(self, number: int, faults: int, steps: int) -> None:
        """Note what one more fault leads to from this state."""
        explored = self.explored
        state = explored.states[number]
        start = is_the_start(state, faults, steps)
        strikes = self._worlds[faults].faults(state, self._marks, at_the_start=start)
        explored.struck.update(action.mark for action, _ in strikes)
        new = [after for _, after in strikes if after not in explored.number_of]
        explored.strikes[number] = new
        self._struck.setdefault(steps + 1, []).extend(new)

    def _gives_up(self, faults: int) -> bool:
        """True if the search has reached its cap, or is told to stop."""
        states = len(self.explored.states)
        if states > self._most_states:
            return True
        if states < self._reported + PROGRESS_EVERY:
            return False
        self._reported = states
        return not self._progress(states, faults)


def _wrong(explored: Explored, judge: Judge, level: Iterable[int], faults: int) -> Found | None:
    for number in level:
        wrong = judge(explored.states[number], faults)
        if wrong:
            return Found(explored, True, number, wrong)
    return None


def _broken(world: World, explored: Explored, number: int) -> Found | None:
    """Find what the last state led to in which a handler is broken."""
    for after in explored.successors[number]:
        if world.error_in(explored.states[after]) is not None:
            return Found(explored, True, after, alike=frozenset((explored.states[after],)))
    for state in explored.strikes.get(number, ()):
        if world.error_in(state) is not None:
            faults, steps = explored.faults[number] + 1, explored.steps[number] + 1
            broken = explored.add(state, faults, steps)
            return Found(explored, True, broken, alike=frozenset((state,)))
    return None


def _stuck(world: World, explored: Explored, layer: range) -> Found | None:
    """Find the first state of a finished layer from which no way without faults leads to rest."""
    resting = can_reach(
        layer, explored.successors, lambda number: world.at_rest(explored.states[number])
    )
    stuck = [number for number in layer if number not in resting]
    if not stuck:
        return None
    steps = explored.steps[stuck[0]]
    alike = frozenset(explored.states[n] for n in stuck if explored.steps[n] == steps)
    return Found(explored, True, stuck[0], STUCK, alike)


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
