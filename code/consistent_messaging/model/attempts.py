"""What attempts do: the part of the world's state machine that is about them.

An attempt is at a message, or it is a round of a process. Both take steps, both can be struck.
"""

from consistent_messaging.execution.replay import Answer
from consistent_messaging.model.actions import (
    ACK,
    CRASH,
    HIDDEN_RETRY,
    KINDS,
    STALE_READ,
    STEP,
    ActionKind,
    Outcome,
    Struck,
)
from consistent_messaging.model.attempt_tree import AttemptTree, Next, Node
from consistent_messaging.model.rounds import Rounds
from consistent_messaging.model.state import (
    DELAYED,
    FLAGS,
    GOES_ON,
    ROUND,
    ZOMBIE,
    Action,
    Effect,
    State,
)
from consistent_messaging.model.transitions import How, StepKey, Transitions

_state = tuple.__new__  # makes one of its parts: hundreds of thousands of times in a search


class Attempts:
    """What the attempts in a state can do, and where that leads."""

    def __init__(self, tree: AttemptTree, transitions: Transitions, rounds: Rounds) -> None:
        self.tree, self.transitions, self.rounds = tree, transitions, rounds
        self.following, self.deliveries = transitions.following, transitions.deliveries
        self.queue = self.following.queue
        self._held_by: dict[tuple[int, ...], int] = {}
        self._nexts: dict[int, Action] = {}
        self._strikes: dict[tuple[int, str], list[ActionKind]] = {}

    def node(self, code: int) -> Node:
        """Return the node that an attempt's code is about."""
        return self.tree.nodes[code // FLAGS]

    def is_round(self, code: int) -> bool:
        """True if the attempt is a round of a process."""
        return code % FLAGS == ROUND

    def begins(self, state: State, action: Action) -> bool:
        """True if a round begins with this action."""
        of_an_attempt = KINDS[action.mark].strikes is Struck.ATTEMPT
        return of_an_attempt and action.subject not in state.attempts

    def error_in(self, state: State) -> BaseException | None:
        """Return what a handler has raised that is no answer of the world's, or None."""
        return next((self.node(c).error for c in state.attempts if self.node(c).error), None)

    def possible(self, state: State, code: int, kind: ActionKind) -> bool:
        """True if this can happen to this attempt; does not run its handler any further.

        Where an attempt reads an outdated value, it is one of its `stale_answers`. A round that has
        not begun can only take its first step.
        """
        if code not in state.attempts:
            if kind.outcome is not Outcome.STEP or self._with(state, code) is state:
                return False
            if self.rounds.begins_alone(code):
                return kind is STEP
        if kind is STALE_READ and code % FLAGS != DELAYED:
            return bool(self.stale_answers(state, code))
        if kind is HIDDEN_RETRY and code % FLAGS != DELAYED:
            held = self._held_id(state.attempts)
            return self.transitions.refuses_again(code // FLAGS, *state[2:], held)
        return self._possible(code, kind)

    def stale_answers(self, state: State, code: int) -> list[Answer]:
        """Return what else than the truth an attempt's next call may come to, if it is a read."""
        return self.transitions.stale_answers(code // FLAGS, state.stores)

    def carried_out(self, state: State, code: int, how: How) -> tuple[Answer, int, int]:
        """Return what an attempt's call comes to: the answer, the stores, and what was sent."""
        state = self._with(state, code)
        held = self._held_id(state.attempts)
        return self.transitions.carried_out(code // FLAGS, *state[2:], held, how)

    def own_failure(self, state: State, code: int, answer: Answer) -> str:
        """Return why an attempt fails of itself once its call got this answer; empty if not.

        `state` has what the call left in the stores, and what it sent.
        """
        world = (state.stores, state.sent, self._held_id(state.attempts))
        return self.transitions.own_failure(code // FLAGS, answer, world)

    def reached(self, state: State, code: int, how: How) -> int:
        """Return the node of an attempt after its next step, even if it ends with it."""
        state = self._with(state, code)
        world = (*state[2:], self._held_id(state.attempts))
        return self.transitions.reached(code // FLAGS, world, how)

    def round_of(self, name: str, state: State) -> int:
        """Return the code of a process's round: the one under way, or the one that can begin."""
        return self.rounds.code_of(name, state, self._held_id(state.attempts))

    def _with(self, state: State, code: int) -> State:
        """Return the state in which this attempt has begun, if it is a round that can."""
        if code in state.attempts:
            return state
        return dict(self.rounds.begun(state, self._held_id(state.attempts))).get(code, state)

    def _possible(self, code: int, kind: ActionKind) -> bool:
        flag = code % FLAGS
        if flag == DELAYED:
            return kind is CRASH  # then it costs nothing: this is how a delay ends
        if kind.needs_lease and flag != GOES_ON:
            return False
        return kind.possible_at(self.node(code))

    def _that_can_strike(self, code: int, marks: str) -> list[ActionKind]:
        """Return the faults among `marks` that can strike this attempt, save stale reads."""
        found = self._strikes.get((code, marks))
        if found is None:
            kinds = [KINDS[mark] for mark in marks if KINDS[mark].strikes is Struck.ATTEMPT]
            alive = kinds if code % FLAGS != DELAYED else []
            found = [kind for kind in alive if self._possible(code, kind)]
            self._strikes[code, marks] = found
        return found

    def _effect(
        self, state: State, code: int, held: int, kind: ActionKind, answer: Answer | None = None
    ) -> Effect:
        """Return what a possible action leads to."""
        if kind.outcome is Outcome.STEP:
            how = kind.mark if kind.costs else STEP.mark
            return self.transitions.of(StepKey(code, *state[2:], held, answer or how))
        again = self.transitions.comes_again(*divmod(code, FLAGS))
        ended = Effect(None, again, *state[2:])
        if kind.outcome is Outcome.DELAY:
            delayed = self.tree.delayed(code // FLAGS)
            return ended._replace(code=delayed * FLAGS + DELAYED, queued=0)
        if kind.outcome is Outcome.ZOMBIE:
            return ended._replace(code=code + ZOMBIE)
        return ended

    def _after(self, state: State, place: int, effect: Effect) -> State:
        queue, attempts = state[:2]
        code, queued, stores, sent, time = effect
        rest = attempts[:place] + attempts[place + 1 :]
        if queued:
            queue = self.with_more(queue, queued)
        if code is not None:
            rest = tuple(sorted((*rest, code))) if rest else (code,)
        return _state(State, (queue, rest, stores, sent, time))

    def with_more(self, queue: int, queued: int) -> int:
        """Return the queue with what is added to it."""
        return self.following.limited(queue + queued) if self.following.some else queue + queued

    def _delivered(self, state: State, message: int) -> State:
        queue, attempts, stores, sent, time = state
        held = self._held_id(attempts)
        root = self.tree.root(message)
        node, time = self.transitions.settled(root, stores, sent, held, time)
        queue -= self.deliveries.taken(message)
        flag = ZOMBIE if self.deliveries.acked_first else GOES_ON
        if self.tree.nodes[node].next == Next.FAIL:
            again = self.transitions.comes_again(node, flag)
            return State(self.with_more(queue, again), attempts, stores, sent, time)
        return State(queue, tuple(sorted((*attempts, node * FLAGS + flag))), stores, sent, time)

    def _next(self, code: int) -> Action:
        """Return what an attempt does next."""
        acks, fails = self.node(code).next == Next.ACK, code % FLAGS == DELAYED
        kind = CRASH if fails else ACK if acks else STEP
        return self._nexts.setdefault(code, Action(kind.mark, code))

    def _held_id(self, attempts: tuple[int, ...]) -> int:
        """Return the number of the set of opaque names that live attempts know."""
        found = self._held_by.get(attempts)
        if found is None:
            names = [self.node(c).opaque for c in attempts if c % FLAGS != DELAYED]
            found = self._held_by[attempts] = self.transitions.held.number(
                frozenset().union(*names)
            )
        return found
