"""A state of the world as a few small numbers, and the actions that lead from one to the next."""

from typing import Any, NamedTuple

from consistent_messaging.execution.replay import Answer

COPIES_BITS = 5  # a queue holds fewer than 32 copies of one message
COPIES_MASK = (1 << COPIES_BITS) - 1
GOES_ON, DELAYED, ZOMBIE, ROUND = 0, 1, 2, 3  # a round of a process has no message to come again
FLAGS = 4


class ImpossibleActionError(Exception):
    """An action that cannot be taken in the state that the world is in; `step` is its number."""

    def __init__(self, problem: str, step: int | None = None) -> None:
        super().__init__(problem if step is None else f"Step {step} no longer happens. {problem}")
        self.problem, self.step = problem, step


class State(NamedTuple):
    """One state of the world. An attempt is `node * FLAGS + flag`; `time` counts looks at
    the clock, and the ids that were given where no id is given twice (`clock.py`)."""

    queue: int
    attempts: tuple[int, ...]
    stores: int
    sent: int
    time: int


class Action(NamedTuple):
    """One thing that can happen: its mark, and the message, the attempt or the record it is about.

    `subject` is the number of a message for `+` and `2`, the name of a store and a key for `x`, a
    message on its way for `>`, a word for `@` and `:`, and an attempt's code for the others.
    `answer` is what a read comes to with `<`.
    """

    mark: str
    subject: Any
    answer: Answer | None = None


Edge = tuple[State, Action, State]
"""An action, with the state before it and the state after it."""


class Effect(NamedTuple):
    """What a step leads to: the attempt's code (None if it ended), and the rest of the state.

    `queued` is what is added to the queue: a message that comes again, or one that follows.
    """

    code: int | None
    queued: int
    stores: int
    sent: int
    time: int


def key_in_schedule(key: object) -> str:
    """Return the key of a record as it is written in a schedule, which has no blanks."""
    return "_".join(str(key).split())


def is_the_start(state: State, faults: int, steps: int) -> bool:
    """True if nothing but faults has happened, and none of them to an attempt."""
    return faults == steps and not state.attempts


def copies(queue: int, message: int) -> int:
    """Return how many copies of a message wait in the queue."""
    return (queue >> (COPIES_BITS * message)) & COPIES_MASK


def one_copy(message: int) -> int:
    """Return what one copy of a message adds to the queue's number."""
    return 1 << (COPIES_BITS * message)
