"""Which of the shortest histories to show: the one that reads best.

Among the histories with the fewest faults and the fewest steps, a reader follows the one with the
fewest switches between attempts most easily, and expects a fault to strike early.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consistent_messaging.checker.search import Explored
from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.actions import (
    CRASH,
    DELIVERY,
    KINDS,
    RECEIVED,
    Struck,
)
from consistent_messaging.model.sent_messages import name_of
from consistent_messaging.model.state import Action, Edge, State, is_the_start, key_in_schedule
from consistent_messaging.model.state_machine import Model
from consistent_messaging.simulation.attempt import attempt_in_schedule, count_delivery
from consistent_messaging.simulation.stale_reads import StaleReads


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


def minimal_trace(
    model: Model,
    explored: Explored,
    marks: str,
    faults: int,
    steps: int,
    is_goal: Callable[[State], bool],
) -> list[Edge]:
    """Return the edges of the history to show, of those with so many faults and steps."""
    goals = [
        number
        for number, cost in enumerate(zip(explored.faults, explored.steps, strict=True))
        if cost == (faults, steps) and is_goal(explored.states[number])
    ]
    leading = _leading_to(explored, goals)
    ways: dict[int, dict[int | None, _Way]] = {0: {None: _Way(0, ())}}
    order = sorted((explored.steps[n], explored.faults[n], n) for n in leading - set(goals))
    for _, _, number in order:
        state, at = explored.states[number], (explored.faults[number], explored.steps[number])
        for cost, action, after in _edges(model, state, marks, at, faults):
            following = explored.number_of.get(after)
            if following not in leading or not _is_tight(explored, number, following, cost):
                continue
            acted, now = _actor(state, action, after)
            for last, way in ways[number].items():
                switched = int(last is not None and acted != last)
                if action.mark == CRASH.mark and not cost and acted == last:
                    switched = 2  # a delay in which nothing else was handled shows nothing
                struck = (*way.struck_at, at[1]) if cost else way.struck_at
                story = (*way.acted, _as_read(model, action))
                new = _Way(way.switches + switched, struck, story, (state, action, after), way)
                known = ways.setdefault(following, {}).get(now)
                if known is None or new.cost < known.cost:
                    ways[following][now] = new
    best = min((way for goal in goals for way in ways[goal].values()), key=lambda way: way.cost)
    return _edges_of(best)


def _leading_to(explored: Explored, goals: list[int]) -> set[int]:
    """Return the numbers of all states on a shortest way to one of the goals, with these."""
    before: dict[int, list[int]] = {}
    for number, successors in enumerate(explored.successors):
        for after in successors:
            if _is_tight(explored, number, after, 0):
                before.setdefault(after, []).append(number)
    for number, strikes in explored.strikes.items():
        for state in strikes:
            struck = explored.number_of.get(state)
            if struck is not None and _is_tight(explored, number, struck, 1):
                before.setdefault(struck, []).append(number)
    leading = set(goals)
    waiting = list(goals)
    while waiting:
        for number in before.get(waiting.pop(), ()):
            if number not in leading:
                leading.add(number)
                waiting.append(number)
    return leading


def _is_tight(explored: Explored, before: int, after: int, cost: int) -> bool:
    """True if there is no shorter way to a state than by this step from the state before."""
    faults, steps = explored.faults, explored.steps
    return faults[after] == faults[before] + cost and steps[after] == steps[before] + 1


def schedule_of(model: Model, edges: list[Edge]) -> str:
    """Return the schedule of these edges, with attempts named by their deliveries."""
    alive: list[tuple[str, int, int]] = []  # message, ordinal, code
    deliveries: Counter[str] = Counter()
    actions = []
    for step, (before, (mark, subject, answer), after) in enumerate(edges):
        kind = KINDS[mark]
        if kind.strikes is Struck.STORE:
            actions.append(f"{mark}{subject[0]}:{key_in_schedule(subject[1])}")
            continue
        if kind.strikes is Struck.WORLD:
            actions.append(f"{mark}{subject}")
            continue
        if kind is RECEIVED:
            actions.append(f"{mark}{name_of(subject)}")
            continue
        if kind.strikes is Struck.BROKER:
            actions.append(mark + model.queue.name_in(before.queue, subject))
        else:
            begun = [attempt for attempt in alive if attempt[2] == subject]
            if not begun:  # a round begins with its first step
                name = model.rounds.name_of(subject)
                deliveries[name] += 1
                alive += [(name, deliveries[name], subject)]
            meant = begun[0] if begun else alive[-1]
            alone = sum(attempt[0] == meant[0] for attempt in alive) == 1
            truth = _earlier(model, edges[: step + 1], answer) if answer else ""
            actions.append(f"{mark}{attempt_in_schedule(*meant[:2], alone=alone)}{truth}")
            alive.remove(meant)
        new = list(Counter(after.attempts) - Counter(code for _, _, code in alive))
        if kind is DELIVERY:
            works, name = model.tree.works, model.tree.works[subject].name
            names = [works[each].name for each in model.tree.members(subject)]
            ordinal = count_delivery(deliveries, names)
            alive += [(name, ordinal, code) for code in new]
        elif kind.strikes is Struck.ATTEMPT:
            alive += [(meant[0], meant[1], code) for code in new]
    return " ".join(actions)


def _earlier(model: Model, edges: list[Edge], answer: Answer) -> str:
    """Return what names the outdated value that the last of these edges reads."""
    states = [before for before, _, _ in edges]
    return StaleReads(model, states, edges[-1][1].subject).suffix(answer)


def _edges(
    model: Model, state: State, marks: str, at: tuple[int, int], most_faults: int
) -> Iterator[tuple[int, Action, State]]:
    for action, after in model.moves(state):
        yield 0, action, after
    if at[0] < most_faults:
        for action, after in model.faults(state, marks, at_the_start=is_the_start(state, *at)):
            yield 1, action, after


def _as_read(model: Model, action: Action) -> tuple[str | int, ...]:
    """Return an action as a reader sees it: of an attempt, its message and how far it has got.

    The code of an attempt says when the search met it, and may not decide anything. The same is
    true of the number of a message that follows.
    """
    mark, subject, answer = action
    match KINDS[mark].strikes:
        case Struck.DOWNSTREAM:
            return mark, name_of(subject)
        case Struck.STORE:
            return mark, *subject
        case Struck.BROKER:
            return mark, model.tree.rank(subject)
        case Struck.WORLD:
            return mark, subject
    node = model.node(subject)
    how_far = node.sent if node.returned else len(node.answers)
    return mark, model.tree.rank(node.message), int(node.returned), how_far, repr(answer)


def _actor(state: State, action: Action, after: State) -> tuple[int | None, int | None]:
    """Return the code of the attempt that acts, as it is before and as it is afterwards."""
    before = action.subject if KINDS[action.mark].strikes is Struck.ATTEMPT else None
    left = Counter(state.attempts) - Counter([] if before is None else [before])
    new = list(Counter(after.attempts) - left)
    return before, new[0] if new else None


def _edges_of(way: _Way | None) -> list[Edge]:
    edges: list[Edge] = []
    while way is not None and way.edge is not None:
        edges.append(way.edge)
        way = way.before
    return edges[::-1]
