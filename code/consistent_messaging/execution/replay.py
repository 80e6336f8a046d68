"""Runs a handler one step at a time, as plain synchronous code.

A handler is always run from its start. A call that has a recorded answer gets that answer at
once; the first call that has none stops the run. Whoever drives the world carries out that one
call, records the answer, and runs the handler again. So an attempt in flight is plain data: a
message, and the answers so far.

The handler has to be deterministic for this: given the same message and the same answers it makes
the same calls. Ids and time therefore come from the `MessageContext`, as calls of their own.
"""

import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Protocol

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.dispatcher import Dispatcher
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.execution import batches, calls
from consistent_messaging.execution.batches import Batch, Contexts, Delivered, answer_in
from consistent_messaging.execution.calls import NEW_ID, NOW, Answer, Call, Tape
from consistent_messaging.execution.captured_output import printing
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import is_meant, left_the_program, never_ran
from consistent_messaging.execution.monitor import Watch
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.run_ahead import Onward, Passed, UsualAnswer
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

_FILES = (batches.__file__, calls.__file__)
_OURS = (__file__, *_FILES, inspect.getfile(Worker), inspect.getfile(Dispatcher))


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
    """The handler has returned; this is what it published.

    `nacked` are the places of the messages of a batch that come again, though others are acked.
    `answer` is what it answers to a request.
    """

    outgoing: tuple[OutgoingMessage, ...]
    nacked: tuple[int, ...] = ()
    answer: Hashable = None


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
    is_request: bool = False,
    usual: UsualAnswer | None = None,
) -> Run:
    """Run the handler on these answers, up to its next call or its end.

    `reachable` is what the handler can reach; it is looked for if it is not given. The handler is
    made anew, or it is that of the `worker`. Where the message is a `Round`, a process does one. A
    `Batch` in its place has the ids, the headers and the counts of its messages in itself.
    What it prints is counted and goes nowhere; with `print_from`, all but so many characters is
    printed: those that an earlier run of the same attempt has printed already. With `other_times`,
    the clock gives other answers than those on which the calls were recorded. `delivery` is what
    the context says of how often the message was delivered, where that is counted. What the handler
    returns counts for an `is_request` only. With `usual`, it goes on past calls whose answer is
    known, as long as that shows all that stopping there would.
    """
    reachable = reachable or ReachableState(make_handler)
    watch = Watch(reachable)
    worker = worker or Worker(make_handler, stores)
    onward = Onward(usual, _OURS, _entered.__code__)
    tape = Tape(answers, watch, other_times=other_times, further=usual and onward)
    contexts = _contexts(Delivered(message, message_id, headers, delivery), tape)
    error: BaseException | None = None
    breach: BaseException | None = None
    answer: Hashable = None
    with printing(print_from) as onward.output, watch:
        try:
            handled = _entered(worker.at(tape), message, contexts)
            breach = never_ran(handled)
            answer = answer_in(handled) if is_request and not breach else None
        except BaseException as raised:  # whatever it is, it is the learner's to see
            error = raised
    try:
        breach = watch.refusal or breach or tape.breach(error)
        places = tuple(_places(error.__traceback__)) if error else ()
        ended = _outcome(error, tape, contexts, answer, reachable.files)
        outcome = Broken(breach) if breach else ended
        return Run(outcome, onward.output.seen, places, tuple(onward.passed))
    finally:
        del error  # its traceback holds this very frame


def _contexts(given: Delivered, tape: Tape) -> Contexts:
    """Return what a handler is told of what is delivered: of a message, or of each of a batch."""
    batch = given.body if isinstance(given.body, Batch) else None
    return Contexts(
        batch.delivered if batch else (given,),
        at_once=batch is not None,
        new_id=lambda: tape.play(NEW_ID),
        now=lambda: tape.play(NOW),
    )


def _entered(handler: Any, message: object, contexts: Contexts) -> object:
    """Let a handler handle the message, or a process do a round; return what comes back."""
    if isinstance(message, Round):
        return handler.run(contexts.first)
    return contexts.handled_by(handler)


def _outcome(
    error: BaseException | None,
    tape: Tape,
    contexts: Contexts,
    answer: Hashable,
    files: set[str],
) -> Outcome:
    if error is None:
        outgoing: Any = freeze(contexts.outgoing)  # a tuple of frozen dataclasses
        return Returned(outgoing, contexts.nacked, answer)
    if tape.stopped_at:
        return Paused(tape.stopped_at)
    if is_meant(error):
        return Failed(str(error) or type(error).__name__)
    return Broken(left_the_program(error, files) or error)


def _places(traceback: TracebackType | None) -> Iterator[Place]:
    """Yield the lines between the run and the port: the learner's, from the outside in."""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file not in _OURS:
            yield Place(file, traceback.tb_lineno, traceback.tb_frame)
        traceback = traceback.tb_next
