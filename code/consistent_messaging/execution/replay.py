"""Runs a handler one step at a time, as plain synchronous code.

A handler is always run from its start. A call that has a recorded answer gets that answer at
once; the first call that has none stops the run. Whoever drives the world carries out that one
call, records the answer, and runs the handler again. So an attempt in flight is plain data: a
message, and the answers so far.

The handler has to be deterministic for this: given the same message and the same answers it makes
the same calls. Ids and time therefore come from the `MessageContext`, as calls of their own.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.dispatcher import Dispatcher
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.execution import calls
from consistent_messaging.execution.calls import NEW_ID, NOW, Answer, Call, Tape
from consistent_messaging.execution.captured_output import printing
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import is_meant, left_the_program, never_ran
from consistent_messaging.execution.monitor import Watch
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.run_ahead import Passed, UsualAnswer, gets_out, line_outside
from consistent_messaging.execution.worker import Worker

__all__ = [
    "NEW_ID",
    "NOW",
    "Answer",
    "Broken",
    "Call",
    "Failed",
    "Handler",
    "NotReplayable",
    "Outcome",
    "Paused",
    "Place",
    "Process",
    "Returned",
    "Round",
    "Run",
    "run",
]

_OURS = (__file__, calls.__file__, inspect.getfile(Worker), inspect.getfile(Dispatcher))


class Handler(Protocol):
    """What a learner writes: made anew for every attempt, it handles one message."""

    def handle(self, message: Any, context: MessageContext) -> None:
        """Handle the message; raise, and it is delivered again."""


class Process(Protocol):
    """What works beside the handlers: a relay, a cleaner; made anew for every round."""

    def run(self, context: MessageContext) -> None:
        """Do one round; there is always another."""


class Round:
    """Is in the place of a message where a process does a round."""


@dataclass(frozen=True)
class Paused:
    """The handler waits at a call that has no answer yet."""

    call: Call


@dataclass(frozen=True)
class Returned:
    """The handler has returned; this is what it published."""

    outgoing: tuple[OutgoingMessage, ...]


@dataclass(frozen=True)
class Failed:
    """The handler let an error out with which a message is delivered again."""

    reason: str


@dataclass(frozen=True)
class Broken:
    """The handler raised something that no store gave it, or cannot be run step by step."""

    error: BaseException


Outcome = Paused | Returned | Failed | Broken


@dataclass(frozen=True)
class Place:
    """A line of the learner's code in which a run stopped, and the names that it could see."""

    file: str
    line: int
    frame: FrameType


@dataclass(frozen=True)
class Run:
    """One run of a handler: what it came to, and where it stopped, from the outside in.

    `passed` are the calls without a recorded answer that it did not stop at.
    """

    outcome: Outcome
    printed: int
    places: tuple[Place, ...] = ()
    passed: tuple[Passed, ...] = ()

    @property
    def line(self) -> int | None:
        """The innermost line in which it stopped; None if that is not the learner's."""
        return self.places[-1].line if self.places else None


def run(
    make_handler: Callable[..., Any],
    stores: Mapping[str, object],
    message: object,
    message_id: str,
    headers: Mapping[str, str],
    answers: tuple[tuple[Call, Answer], ...],
    *,
    print_from: int | None = None,
    reachable: ReachableState | None = None,
    worker: Worker | None = None,
    other_times: bool = False,
    delivery: int = 0,
    usual: UsualAnswer | None = None,
) -> Run:
    """Run the handler on these answers, up to its next call or its end.

    `reachable` is what the handler can reach; it is looked for if it is not given. The handler is
    made anew, or it is that of the `worker`. Where the message is a `Round`, a process does one.
    What it prints is counted and goes nowhere; with `print_from`, all but so many characters is
    printed: those that an earlier run of the same attempt has printed already. With `other_times`,
    the clock gives other answers than those on which the calls were recorded. `delivery` is what
    the context says of how often the message was delivered, where that is counted. With `usual`, it
    goes on past calls whose answer is known, as long as that shows all that stopping there would.
    """
    reachable = reachable or ReachableState(make_handler)
    watch, worker = Watch(reachable), worker or Worker(make_handler, stores)
    passed: list[Passed] = []
    further = _further(usual, passed, lambda: output.seen)
    tape = Tape(answers, watch, other_times=other_times, further=further)
    context = MessageContext(
        message_id,
        headers,
        new_id=lambda: tape.play(NEW_ID),
        now=lambda: tape.play(NOW),
        delivery_count=delivery,
    )
    error: BaseException | None = None
    breach: BaseException | None = None
    with printing(print_from) as output, watch:
        try:
            breach = never_ran(_entered(worker.at(tape), message, context))
        except BaseException as raised:  # whatever it is, it is the learner's to see
            error = raised
    try:
        breach = watch.refusal or breach or tape.breach(error)
        outcome = Broken(breach) if breach else _outcome(error, tape, context, reachable.files)
        return Run(outcome, output.seen, tuple(_places(error)), tuple(passed))
    finally:
        del error  # its traceback holds this very frame


def _further(
    usual: UsualAnswer | None, passed: list[Passed], printed: Callable[[], int]
) -> Callable[[Call], Answer | None] | None:
    """Return what knows the answer to a call that has none, and notes that it was passed."""
    if usual is None:
        return None

    def further(call: Call) -> Answer | None:
        caller, outermost = sys._getframe(1), _entered.__code__
        answer = usual(call) if gets_out(caller, outermost) else None
        if answer is not None:
            line = line_outside(caller, _OURS, outermost)
            passed.append(Passed(call, answer, printed(), line))
        return answer

    return further


def _entered(handler: Any, message: object, context: MessageContext) -> object:
    """Let a handler handle the message, or a process do a round; return what comes back."""
    if isinstance(message, Round):
        return handler.run(context)
    return handler.handle(thaw(freeze(message)), context)


def _outcome(
    error: BaseException | None,
    tape: Tape,
    context: MessageContext,
    files: set[str],
) -> Outcome:
    if error is None:
        return Returned(freeze(context.outgoing))  # type: ignore[arg-type]  # of frozen dataclasses
    if tape.stopped_at:
        return Paused(tape.stopped_at)
    if is_meant(error):
        return Failed(str(error) or type(error).__name__)
    return Broken(left_the_program(error, files) or error)


def _places(error: BaseException | None) -> Iterator[Place]:
    """Yield the lines between the run and the port: the learner's, from the outside in."""
    traceback = error.__traceback__ if error else None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file not in _OURS:
            yield Place(file, traceback.tb_lineno, traceback.tb_frame)
        traceback = traceback.tb_next
