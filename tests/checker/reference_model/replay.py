"""Runs a handler one step at a time, in the plainest way, without the library's own replay.

Every run starts at the beginning; a call with a recorded result gets it, the first without one
stops the run. Ids are named after the message, the attempt and how many it has made.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, Protocol

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.errors import MessagingError


class Handler(Protocol):
    """What a learner writes: made anew for every attempt, it handles one message."""

    def handle(self, message: Any, context: MessageContext) -> None:
        """Handle the message; raise, and it is delivered again."""


class Delivery(Protocol):
    """One delivery: of a message, or of several."""

    def handle(self, handler: Any) -> Any:
        """Let a handler handle all of it; return what comes back."""

    def returned(self, answer: Any) -> "Returned":
        """What came of it, once the handler has returned."""


@dataclass(frozen=True)
class Call:
    """One call on one store: the step that a handler wants to take next."""

    store: str
    operation: str
    arguments: tuple[Any, ...]
    keywords: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Result:
    """What a call came to: a value, or an error that the handler sees."""

    value: Any = None
    error: MessagingError | None = None


@dataclass(frozen=True)
class Paused:
    """The handler waits at a call that has no result yet."""

    call: Call


@dataclass(frozen=True)
class Returned:
    """The handler has returned; this is what it published.

    `nacked` are the places of the messages of a batch that come again, and `answer` is what the
    caller of a request is told, frozen.
    """

    outgoing: tuple[OutgoingMessage, ...]
    nacked: tuple[int, ...] = ()
    answer: Any = None


@dataclass(frozen=True)
class Failed:
    """The handler raised the error of a step, and did not handle it."""

    error: MessagingError


class ReplayDivergedError(Exception):
    """With the same answers the handler made other calls than before."""


class _Stop(BaseException):
    """Ends a run at its first call without a result; no handler should see it."""

    def __init__(self, call: Call) -> None:
        self.call = call


class _Tape:
    """The recorded results of one attempt, handed out in order."""

    def __init__(self, results: Iterable[tuple[Call, Result]]) -> None:
        self._results = iter(results)

    def play(self, call: Call) -> Any:
        recorded, result = next(self._results, (call, None))
        if result is None:
            raise _Stop(call)
        if recorded != call:
            raise ReplayDivergedError(
                f"With the same answers the handler first called {recorded.store}."
                f"{recorded.operation}{recorded.arguments} and then {call.store}."
                f"{call.operation}{call.arguments}. Take ids and time from the context."
            )
        if result.error is not None:
            raise result.error
        return result.value


class _Port:
    """Stands for a store inside a handler: it has the store's methods, and each is a step."""

    def __init__(self, name: str, store: object, tape: _Tape) -> None:
        self._name, self._store, self._tape = name, store, tape

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        operations = operations_of(self._store)
        if operation not in operations:
            raise AttributeError(
                f"{type(self._store).__name__} has no {operation!r}; it has {', '.join(operations)}"
            )
        signature = inspect.signature(operations[operation])

        def step(*arguments: Any, **keywords: Any) -> Any:
            signature.bind(self._store, *arguments, **keywords)
            return self._tape.play(
                Call(self._name, operation, arguments, tuple(sorted(keywords.items())))
            )

        return step


def operations_of(store: object) -> dict[str, Callable[..., Any]]:
    """Return the store's public methods by name."""
    return {
        name: method
        for name, method in inspect.getmembers(type(store), inspect.isfunction)
        if not name.startswith("_")
    }


def run_until_next_step(
    make_handler: Callable[..., Handler],
    stores: Mapping[str, object],
    delivery: Delivery,
    results: Iterable[tuple[Call, Result]],
) -> Paused | Returned | Failed:
    """Run the handler on these results, up to its next step or its end."""
    tape = _Tape(results)
    with redirect_stdout(StringIO()):
        try:
            ports = (_Port(name, store, tape) for name, store in stores.items())
            answer = delivery.handle(make_handler(*ports))
        except _Stop as stop:
            return Paused(stop.call)
        except MessagingError as error:
            return Failed(error.with_traceback(None))
    return delivery.returned(answer)
