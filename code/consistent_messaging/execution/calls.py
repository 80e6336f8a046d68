"""A handler's calls: each is a step, and gets the answer that was recorded for it."""

import inspect
import sys
from collections.abc import Callable, Hashable, Iterator, ValuesView
from dataclasses import dataclass, field
from typing import Any, NoReturn

from consistent_messaging.api.dispatcher import Dispatcher, Outlet
from consistent_messaging.api.frozen_values import FrozenDict, FrozenList, freeze, thaw
from consistent_messaging.api.stores import Table, TableSession
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import came_of, overtaken, swallowed
from consistent_messaging.execution.monitor import Watch
from consistent_messaging.execution.operations import Operation, operations_of

CONTEXT = "context"
MOST_CALLS = 100
_YIELDS = (Iterator, ValuesView)  # a generator, map, zip, the values of a dict
_USUAL = {str, dict, list, type(None)}  # which do not, and are soon known


@dataclass(frozen=True, slots=True)
class Call:
    """One call: on a store, on the dispatcher, or for an id or the time. Arguments are frozen.

    `kind` is the class of the store; two calls that differ in nothing else are the same.
    """

    port: str
    operation: str
    arguments: tuple[Hashable, ...] = ()
    keywords: tuple[tuple[str, Hashable], ...] = ()
    kind: type[Any] | None = field(default=None, compare=False, repr=False)

    @property
    def asks_for(self) -> Operation | None:
        """The operation of the store; None where it is the context that is called."""
        return None if self.kind is None else operations_of(self.kind).get(self.operation)  # type: ignore[arg-type]  # a class is hashable

    @property
    def reads(self) -> bool:
        """True if it changes nothing, so that its answer can be out of date."""
        return (asked := self.asks_for) is not None and asked.reads

    @property
    def sends(self) -> bool:
        """True if it sends a message."""
        return self.kind is not None and issubclass(self.kind, Outlet)

    @property
    def about(self) -> Hashable:
        """The first thing that was given, which is mostly a key; None if nothing was."""
        if self.arguments:
            return self.arguments[0]
        given, asked = dict(self.keywords), self.asks_for
        names = [*asked.signature.parameters][1:2] if asked else []
        return given.get(names[0]) if names else next(iter(given.values()), None)

    def __str__(self) -> str:
        return f"{self.port}.{self.operation}"


NEW_ID = Call(CONTEXT, "new_id")
NOW = Call(CONTEXT, "now")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call came to: a frozen value, or an error that the handler sees."""

    value: Hashable = None
    error: tuple[type[Exception], str] | None = None


class Stop(BaseException):
    """Ends a run at its first call without an answer; no handler should see it."""


class Tape:
    """The recorded answers of one attempt, handed out in order.

    With `other_times`, the clock's are not those with which they were recorded. `further` may know
    the answer to a call that has none.
    """

    def __init__(
        self,
        answers: tuple[tuple[Call, Answer], ...],
        watch: Watch,
        *,
        other_times: bool,
        further: Callable[[Call], Answer | None] | None = None,
    ) -> None:
        self._answers, self._watch, self._other_times = answers, watch, other_times
        self._further = further
        self._played = 0
        self._stop: Stop | None = None
        self.stopped_at: Call | None = None

    @property
    def is_over(self) -> bool:
        """True when the next call has no answer yet."""
        return self._played == len(self._answers)

    def play(self, call: Call) -> Any:
        if self.is_over and not self._goes_on(call):
            self._end(call)
        recorded, answer = self._answers[self._played]
        self._played += 1
        if recorded != call and not (self._other_times and same_but_for_numbers(recorded, call)):
            raise self._watch.refuse(_differs(recorded, call))
        if answer.error is not None:
            error, text = answer.error
            raise error(text)
        return thaw(answer.value)

    def _goes_on(self, call: Call) -> bool:
        """Record the answer to one call more, if it is known; return False if it is not."""
        if self._further is None or self._stop is not None or self._played >= MOST_CALLS:
            return False
        answer = self._further(call)
        if answer is None:
            return False
        self._answers = (*self._answers, (call, answer))
        return True

    def breach(self, error: BaseException | None) -> BaseException | None:
        """Return what is wrong with a handler that ended like this; None if nothing is."""
        stop, self._stop = self._stop, None  # its traceback holds the handler, which holds this
        if stop is not None:
            if error is stop:
                return None
            return overtaken(stop, error) or swallowed(self.stopped_at, stop)
        if not self.is_over:
            ended = "returned" if error is None else f"raised {type(error).__name__}"
            return NotReplayable(_differs(self._answers[self._played][0], ended))
        return None

    def _end(self, call: Call) -> NoReturn:
        """Stop the handler at this call. Only what tidies up may call anything after that."""
        if self._stop is not None and not _handles(self._stop):
            raise self._watch.refuse_with(swallowed(self.stopped_at, self._stop))
        if self._played >= MOST_CALLS:
            raise self._watch.refuse(
                f"Line {{line}} calls {call} once more, after {MOST_CALLS} calls in one attempt. "
                "Let the handler fail instead: the message is delivered again."
            )
        self.stopped_at = self.stopped_at or call
        self._stop = Stop()
        raise self._stop


class _Port:
    """Stands for a store inside a handler: it has the store's methods, and each is a step."""

    def __init__(self, name: str, store: object, tape: Tape | None) -> None:
        self._name, self._tape = name, tape
        self._store: type[Any] = type(store)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        operations = operations_of(self._store)  # type: ignore[arg-type]  # a class is hashable
        if operation not in operations:
            raise AttributeError(
                f"{self._store.__name__} has no {operation!r}; it has {', '.join(operations)}",
                name=operation,
                obj=self,
            )

        def step(*arguments: Any, **keywords: Any) -> Any:
            if self._tape is None or self._tape.is_over:  # a recorded call has been through this
                signature = operations[operation].signature
                _check(self._store.__name__, operation, signature, arguments, keywords)
            frozen = tuple([(name, _given(value)) for name, value in sorted(keywords.items())])
            given = tuple([_given(value) for value in arguments])
            if self._tape is None:
                raise Stop
            return self._tape.play(Call(self._name, operation, given, frozen, self._store))

        return step

    def __dir__(self) -> list[str]:
        """Return the operations: one of them was meant where a name is misspelled."""
        return list(operations_of(self._store))  # type: ignore[arg-type]  # as above

    def __contains__(self, key: object) -> bool:
        raise self._refuses("be asked with “in”")

    def __getitem__(self, key: object) -> None:
        raise self._refuses("be used with [ ]")

    def __setitem__(self, key: object, value: object) -> None:
        raise self._refuses("be used with [ ]")

    def _refuses(self, how: str) -> TypeError:
        names = ", ".join(operations_of(self._store))  # type: ignore[arg-type]  # as above
        return TypeError(f"{self._store.__name__} cannot {how}; it has {names}")


def _given(value: Any) -> Hashable:
    """Freeze an argument; whatever yields its items one by one is as good as a list of them."""
    yields = type(value) not in _USUAL and isinstance(value, _YIELDS)
    return freeze(list(value) if yields else value)


def _check(
    store: str,
    operation: str,
    signature: inspect.Signature,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
) -> None:
    """Raise `TypeError` for arguments that an operation does not take, or an id that is no text."""
    try:
        given = signature.bind(None, *arguments, **keywords)
    except TypeError as error:
        _, *names = (each.replace(annotation=each.empty) for each in signature.parameters.values())
        takes = f"{store}.{operation}{inspect.Signature(names)}"
        raise TypeError(f"{takes}: {error}") from None
    for name, value in given.arguments.items():
        if signature.parameters[name].annotation is str and not isinstance(value, str):
            rule = f"takes a text as {name}, not {type(value).__name__}"
            raise TypeError(f"{store}.{operation} {rule}")


def port(name: str, store: object, tape: Tape | None) -> Any:
    """Return what a handler gets for this store."""
    steps = _Port(name, store, tape)
    if isinstance(store, Outlet):
        return Dispatcher(steps)
    if isinstance(store, Table):
        return TableSession(steps, isolation=store.isolation)  # type: ignore[arg-type]  # which has all that it needs
    return steps


def rebind(given: Any, tape: Tape | None) -> None:
    """Let the calls on what a handler got for a store have their answers from another tape."""
    steps: Any = given
    if isinstance(given, Dispatcher):
        steps = given._outlet
    elif isinstance(given, TableSession):
        steps = given._table
        given.begin()
    steps._tape = tape


def is_port(value: object) -> bool:
    """True for what a handler got as a store, or made of one to send with."""
    return isinstance(value, (_Port, Dispatcher, TableSession))


def same_but_for_numbers(one: Call, other: Call) -> bool:
    """True for calls that differ at most in numbers that a store is given to keep.

    A number in a message counts: others get to see it.
    """
    same = (one.port, one.operation) == (other.port, other.operation)
    return same and _alike((one.arguments, one.keywords), (other.arguments, other.keywords))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, (FrozenDict, FrozenList)) and type(one) is type(other):
        return _alike(one.items, other.items)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other) or (_is_number(one) and _is_number(other))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _differs(first: Call, second: Call | str) -> str:
    """Say what the handler did the first time and the second; in full if it sounds alike."""
    called = [str(first), f"called {second}" if isinstance(second, Call) else second]
    if isinstance(second, Call) and called[0] == str(second):
        called = [_in_full(first), f"called {_in_full(second)}"]
    return (
        f"With the same answers your handler called {called[0]} the first time and {called[1]} "
        "the second. Take ids and time from the context, and nothing from chance."
    )


def _in_full(call: Call) -> str:
    given = [repr(thaw(argument)) for argument in call.arguments]
    given += [f"{name}={thaw(value)!r}" for name, value in call.keywords]
    return f"{call}({', '.join(given)})"


def _handles(stop: BaseException) -> bool:
    """True while code runs that an exception passes through, such as a `finally`."""
    return came_of(sys.exception(), stop)
