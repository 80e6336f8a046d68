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
from functools import lru_cache
from types import FrameType, TracebackType
from typing import Any, Protocol

from consistent_messaging.canonical import freeze, thaw
from consistent_messaging.context import MessageContext, OutgoingMessage
from consistent_messaging.dispatcher import Dispatcher, Outlet
from consistent_messaging.errors import MessagingError
from consistent_messaging.output import printing

CONTEXT = "context"
_DISPATCHER = inspect.getfile(Dispatcher)


class Handler(Protocol):
    """What a learner writes: made anew for every attempt, it handles one message."""

    def handle(self, message: Any, context: MessageContext) -> None:
        """Handle the message; raise, and it is delivered again."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: on a store, on the dispatcher, or for an id or the time. Arguments are frozen."""

    port: str
    operation: str
    arguments: tuple[Hashable, ...] = ()
    keywords: tuple[tuple[str, Hashable], ...] = ()

    def __str__(self) -> str:
        return f"{self.port}.{self.operation}"


NEW_ID = Call(CONTEXT, "new_id")
NOW = Call(CONTEXT, "now")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: a frozen value, or an error that the handler sees."""

    value: Hashable = None
    error: tuple[type[Exception], str] | None = None


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
    """One run of a handler: what it came to, and where it stopped, from the outside in."""

    outcome: Outcome
    printed: int
    places: tuple[Place, ...] = ()


class NotReplayable(Exception):
    """The handler's code cannot be run step by step; the message says why, and what to do."""


class _Stop(BaseException):
    """Ends a run at its first call without an answer; no handler should see it."""


class _Tape:
    """The recorded answers of one attempt, handed out in order."""

    def __init__(self, answers: tuple[tuple[Call, Answer], ...]) -> None:
        self._answers = iter(answers)
        self.stopped_at: Call | None = None

    def play(self, call: Call) -> Any:
        recorded, answer = next(self._answers, (call, None))
        if self.stopped_at or answer is None:
            self.stopped_at = self.stopped_at or call
            raise _Stop
        if recorded != call:
            raise NotReplayable(
                f"With the same answers your handler called {recorded} the first time and {call} "
                "the second. Take ids and time from the context, and nothing from chance."
            )
        if answer.error is not None:
            error, text = answer.error
            raise error(text)
        return thaw(answer.value)


class _Port:
    """Stands for a store inside a handler: it has the store's methods, and each is a step."""

    def __init__(self, name: str, store: object, tape: _Tape) -> None:
        self._name, self._tape = name, tape
        self._store: type[Any] = type(store)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        signatures = operations_of(self._store)  # type: ignore[arg-type]  # a class is hashable
        if operation not in signatures:
            raise AttributeError(
                f"{self._store.__name__} has no {operation!r}; it has {', '.join(signatures)}"
            )

        def step(*arguments: Any, **keywords: Any) -> Any:
            signatures[operation].bind(None, *arguments, **keywords)
            frozen = tuple((name, freeze(value)) for name, value in sorted(keywords.items()))
            given = tuple(freeze(value) for value in arguments)
            return self._tape.play(Call(self._name, operation, given, frozen))

        return step


@lru_cache
def operations_of(store: type[Any]) -> dict[str, inspect.Signature]:
    """Return the public methods of a kind of store, by name."""
    return {
        name: inspect.signature(method)
        for name, method in inspect.getmembers(store, inspect.isfunction)
        if not name.startswith("_")
    }


def run(
    make_handler: Callable[..., Handler],
    stores: Mapping[str, object],
    message: object,
    message_id: str,
    headers: Mapping[str, str],
    answers: tuple[tuple[Call, Answer], ...],
    *,
    print_from: int | None = None,
) -> Run:
    """Run the handler on these answers, up to its next call or its end.

    What it prints is counted and goes nowhere; with `print_from`, all but so many characters is
    printed: those that an earlier run of the same attempt has printed already.
    """
    tape = _Tape(answers)
    context = MessageContext(
        message_id, headers, new_id=lambda: tape.play(NEW_ID), now=lambda: tape.play(NOW)
    )
    places: tuple[Place, ...] = ()
    with printing(print_from) as output:
        try:
            ports = [_port(name, store, tape) for name, store in stores.items()]
            make_handler(*ports).handle(message, context)
            outcome: Outcome = Returned(freeze(context.outgoing))  # type: ignore[arg-type]
            if tape.stopped_at:
                outcome = Broken(_swallowed(tape.stopped_at))
        except _Stop as stop:
            assert tape.stopped_at is not None
            outcome, places = Paused(tape.stopped_at), tuple(_places(stop.__traceback__))
        except MessagingError as error:
            outcome = Failed(str(error))
            if tape.stopped_at:
                outcome = Broken(_swallowed(tape.stopped_at))
        except NotReplayable as error:
            outcome = Broken(error)
        except BaseException as error:  # whatever it is, it is the learner's to see
            outcome = Broken(_swallowed(tape.stopped_at) if tape.stopped_at else error)
    return Run(outcome, output.seen, places)


def _port(name: str, store: object, tape: _Tape) -> Any:
    port = _Port(name, store, tape)
    return Dispatcher(port) if isinstance(store, Outlet) else port  # type: ignore[arg-type]


def _swallowed(call: Call) -> NotReplayable:
    return NotReplayable(
        f"Your handler went on although it was stopped at {call}. A bare `except:`, an `except "
        "BaseException:` or a `finally:` that returns does that. Catch MessagingError instead."
    )


def _places(traceback: TracebackType | None) -> Iterator[Place]:
    """Yield the lines between the run and the port: the learner's, from the outside in."""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file not in (__file__, _DISPATCHER):
            yield Place(file, traceback.tb_lineno, traceback.tb_frame)
        traceback = traceback.tb_next
