"""Which of the shortest histories to tell: the one that reads best.

Among the histories with the fewest faults and the fewest steps, a reader follows the one with the
fewest switches between attempts most easily, and expects a fault to strike early.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consistent_messaging.checker.search import Explored
from consistent_messaging.replay import Answer
from consistent_messaging.world.earlier import EarlierTruths
from consistent_messaging.world.mail import name_of
from consistent_messaging.world.model import Model
from consistent_messaging.world.state import Action, State

Edge = tuple[State, Action, State]
BROKER = "+2x>"


@dataclass(frozen=True)
class _Way:
    """A way to a state: what it costs, its last edge, and the way before that.

    Of two that are alike otherwise the first message goes first: `acted` decides.
    """

    switches: int
    struck_at: tuple[int, ...]
    acted: tuple[tuple[str | int, ...], ...] = ()
    edge: Edge | None = None
    before: "_Way | None" = None

    @property
    def cost(self) -> tuple[int, tuple[int, ...], tuple[tuple[str | int, ...], ...]]:
        return self.switches, self.struck_at, self.acted


def best_way(
    model: Model,
    explored: Explored,
    marks: str,
    faults: int,
    steps: int,
    is_goal: Callable[[State], bool],
) -> list[Edge]:
    """Return the edges of the history to tell, of those with so many faults and steps."""
    costs = dict(
        zip(explored.states, zip(explored.faults, explored.steps, strict=True), strict=True)
    )
    first = explored.states[0]
    ways: dict[State, dict[int | None, _Way]] = {first: {None: _Way(0, ())}}
    order = sorted(
        range(len(explored.states)), key=lambda n: (explored.steps[n], explored.faults[n])
    )
    for number in order:
        state = explored.states[number]
        at = (explored.faults[number], explored.steps[number])
        if state not in ways or at[1] >= steps or at[0] > faults:
            continue
        for cost, action, after in _edges(model, state, marks, at, faults):
            if costs.get(after) != (at[0] + cost, at[1] + 1):
                continue
            acted, now = _actor(state, action, after)
            for last, way in ways[state].items():
                switched = int(last is not None and acted != last)
                if action.mark == "!" and not cost and acted == last:
                    switched = 2  # a delay in which nobody else was handled tells nothing
                struck = (*way.struck_at, at[1]) if cost else way.struck_at
                story = (*way.acted, _told(model, action))
                new = _Way(way.switches + switched, struck, story, (state, action, after), way)
                known = ways.setdefault(after, {}).get(now)
                if known is None or new.cost < known.cost:
                    ways[after][now] = new
    goals = [
        way
        for state, by_actor in ways.items()
        if costs[state] == (faults, steps) and is_goal(state)
        for way in by_actor.values()
    ]
    return _edges_of(min(goals, key=lambda way: way.cost))


def named(model: Model, edges: list[Edge]) -> str:
    """Return the schedule of these edges, with attempts named by their deliveries."""
    alive: list[tuple[str, int, int]] = []  # message, ordinal, code
    deliveries: Counter[str] = Counter()
    actions = []
    for step, (_, (mark, subject, answer), after) in enumerate(edges):
        if mark in "x>":
            is_record = mark == "x"
            actions.append(f"x{subject[0]}:{subject[1]}" if is_record else f">{name_of(subject)}")
            continue
        if mark in BROKER:
            actions.append(mark + model.names[subject])
        else:
            meant = next(attempt for attempt in alive if attempt[2] == subject)
            alone = sum(attempt[0] == meant[0] for attempt in alive) == 1
            truth = _earlier(model, edges[: step + 1], answer) if answer else ""
            actions.append(f"{mark}{meant[0]}{'' if alone else meant[1]}{truth}")
            alive.remove(meant)
        new = list(Counter(after.attempts) - Counter(code for _, _, code in alive))
        if mark == "+":
            name = model.names[subject]
            deliveries[name] += 1
            alive += [(name, deliveries[name], code) for code in new]
        elif mark != "2":
            alive += [(meant[0], meant[1], code) for code in new]
    return " ".join(actions)


def _earlier(model: Model, edges: list[Edge], answer: Answer) -> str:
    """Return what names the earlier truth that the last of these edges reads."""
    states = [before for before, _, _ in edges]
    return EarlierTruths(model, states, edges[-1][1].subject).suffix(answer)


def _edges(
    model: Model, state: State, marks: str, at: tuple[int, int], most_faults: int
) -> Iterator[tuple[int, Action, State]]:
    for action, after in model.moves(state):
        yield 0, action, after
    if at[0] < most_faults:
        start = at[0] == at[1] and not state.attempts
        for action, after in model.faults(state, marks, at_the_start=start):
            yield 1, action, after


def _told(model: Model, action: Action) -> tuple[str | int, ...]:
    """Return an action as a reader sees it: of an attempt, its message and how far it has got.

    The code of an attempt says when the search met it, and may not decide anything.
    """
    mark, subject, answer = action
    if mark == ">":
        return mark, name_of(subject)
    if mark == "x":
        return mark, *subject
    if mark in BROKER:
        return mark, subject
    node = model.node(subject)
    how_far = node.sent if node.returned else len(node.answers)
    return mark, node.message, int(node.returned), how_far, repr(answer)


def _actor(state: State, action: Action, after: State) -> tuple[int | None, int | None]:
    """Return the code of the attempt that acts, as it is before and as it is afterwards."""
    before = None if action.mark in BROKER else action.subject
    left = Counter(state.attempts) - Counter([] if before is None else [before])
    new = list(Counter(after.attempts) - left)
    return before, new[0] if new else None


def _edges_of(way: _Way | None) -> list[Edge]:
    edges: list[Edge] = []
    while way is not None and way.edge is not None:
        edges.append(way.edge)
        way = way.before
    return edges[::-1]
