"""The search: every order of events and every placement of a few faults.

Breadth first, in layers: without a fault, then with one, then with two; within a layer by the
number of steps. The first state with something wrong is then reached by the fewest faults and,
among these, in the fewest steps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from consistent_messaging.checker.oracle import Violation
from consistent_messaging.world.model import Model
from consistent_messaging.world.state import Action, State

Judge = Callable[[State, int], Violation | None]
PROGRESS_EVERY = 2048


@dataclass
class Explored:
    """What a search has seen. States are named by the order in which they were found."""

    states: list[State]
    faults: list[int]
    steps: list[int]
    parents: list[int]
    actions: list[Action | None]
    successors: list[list[int]] = field(default_factory=list)
    struck: set[str] = field(default_factory=set)

    def path(self, number: int) -> list[Action]:
        """Return the actions that lead from the first state to this one."""
        actions: list[Action] = []
        while number:
            action = self.actions[number]
            assert action is not None
            actions.append(action)
            number = self.parents[number]
        return actions[::-1]


@dataclass(frozen=True)
class Found:
    """What a search came to: the number of a state and what is wrong with it, or neither.

    `complete` is False when the search was stopped or had reached its cap.
    """

    explored: Explored
    complete: bool
    number: int | None = None
    violation: Violation | None = None


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
    first = model.initial()
    seen = {first: 0}
    explored = Explored([first], [0], [0], [-1], [None], [[]])
    copies = {first}  # states to which nothing but copies of messages has happened
    waiting: dict[int, list[tuple[State, int, Action]]] = {}
    frontier: dict[int, list[int]] = {0: [0]}
    told = 0
    wrong = judge(first, 0)
    if wrong:
        return Found(explored, True, 0, wrong)
    for faults in range(most_faults + 1):
        layer: list[int] = []
        following: dict[int, list[tuple[State, int, Action]]] = {}
        steps = 0
        while frontier or waiting:
            steps = min([*frontier, *waiting])
            level = frontier.pop(steps, [])
            for state, parent, action in waiting.pop(steps, []):
                if state not in seen:
                    number = _add(explored, seen, state, faults, steps, parent, action)
                    level.append(number)
                    if action.mark == "2" and explored.states[parent] in copies:
                        copies.add(state)
            found = _judged(explored, judge, level, faults)
            if found:
                return found
            for number in level:
                state = explored.states[number]
                for action, after in model.moves(state):
                    known = seen.get(after)
                    if known is None:
                        known = _add(explored, seen, after, faults, steps + 1, number, action)
                        frontier.setdefault(steps + 1, []).append(known)
                    explored.successors[number].append(known)
                    if model.tree.broken:
                        return _broken(explored, known)
                if faults < most_faults:
                    for action, after in model.faults(state, marks, at_the_start=state in copies):
                        explored.struck.add(action.mark)
                        following.setdefault(steps + 1, []).append((after, number, action))
                        if model.tree.broken:
                            number = _add(
                                explored, seen, after, faults + 1, steps + 1, number, action
                            )
                            return _broken(explored, number)
            layer.extend(level)
            if len(seen) > most_states:
                return Found(explored, False)
            if len(seen) >= told + PROGRESS_EVERY:
                told = len(seen)
                if not progress(told, faults):
                    return Found(explored, False)
        found = _stuck(model, explored, layer)
        if found:
            return found
        waiting = following
    return Found(explored, True)


def _add(
    explored: Explored,
    seen: dict[State, int],
    state: State,
    faults: int,
    steps: int,
    parent: int,
    action: Action,
) -> int:
    number = seen[state] = len(explored.states)
    explored.states.append(state)
    explored.faults.append(faults)
    explored.steps.append(steps)
    explored.parents.append(parent)
    explored.actions.append(action)
    explored.successors.append([])
    return number


def _judged(explored: Explored, judge: Judge, level: Iterable[int], faults: int) -> Found | None:
    for number in level:
        wrong = judge(explored.states[number], faults)
        if wrong:
            return Found(explored, True, number, wrong)
    return None


def _broken(explored: Explored, number: int) -> Found:
    return Found(explored, True, number, None)


def _stuck(model: Model, explored: Explored, layer: list[int]) -> Found | None:
    """Find the first state of a finished layer from which no way without faults leads to rest."""
    resting = can_reach(
        layer, explored.successors, lambda number: model.at_rest(explored.states[number])
    )
    for number in layer:
        if number not in resting:
            message = "from here on nothing comes to rest without help from outside"
            return Found(explored, True, number, Violation("stuck", message))
    return None


def can_reach(numbers: Iterable[int], successors: Any, is_goal: Callable[[int], bool]) -> set[int]:
    """Return those of the numbers from which a goal can be reached.

    Successors outside of `numbers` have proved that they can.
    """
    inside = list(numbers)
    members = set(inside)
    before: dict[int, list[int]] = {}
    reached: list[int] = []
    for number in inside:
        if is_goal(number) or any(after not in members for after in successors[number]):
            reached.append(number)
        for after in successors[number]:
            before.setdefault(after, []).append(number)
    found = set(reached)
    while reached:
        for number in before.get(reached.pop(), ()):
            if number not in found:
                found.add(number)
                reached.append(number)
    return found
