"""Watches a handler's code while it runs: what it calls, and how often it goes round.

`sys.monitoring` tells of every call and every jump in the learner's code, whatever name a function
goes by there. Nothing is replaced, and between two runs nobody listens.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any, NoReturn, Self

from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.forbidden_calls import SUSPECTS, refused
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.source_locations import endless_loop

MOST_TURNS = 1_000_000

_TOOL = 4  # numbers below are kept for debuggers and profilers, those above for Python itself
_EVENTS = sys.monitoring.events.CALL | sys.monitoring.events.JUMP


class Watch:
    """Listens while it is entered; keeps the first breach, and lets nothing go on after it."""

    def __init__(self, reachable: ReachableState) -> None:
        self.refusal: NotReplayable | None = None
        self._belongings = reachable
        self._turns = 0
        self._before: list[tuple[int, Any]] = []
        if not reachable.are_watched:
            _listen_to(reachable.code, _EVENTS)
            reachable.are_watched = True

    def __enter__(self) -> Self:
        heard = sys.monitoring.events
        for event, callback in ((heard.CALL, self._on_call), (heard.JUMP, self._on_jump)):
            before = sys.monitoring.register_callback(_TOOL, event, callback)
            self._before.append((event, before))
        return self

    def __exit__(self, *_: object) -> None:
        while self._before:
            sys.monitoring.register_callback(_TOOL, *self._before.pop())

    def refuse(self, message: str) -> NotReplayable:
        """Return a breach to be raised here; `{line}` in its message is the learner's line."""
        file, line = self._where(sys._getframe(1))
        return self.refuse_with(NotReplayable(message.replace("{line}", str(line)), file, line))

    def refuse_with(self, breach: NotReplayable) -> NotReplayable:
        """Return this breach, or the first one if there was one before."""
        self.refusal = self.refusal or breach
        return self._again()

    def _on_call(self, code: CodeType, offset: int, called: object, first: object) -> None:
        self._turns += 1
        if self._turns > MOST_TURNS or self.refusal is not None:
            self._end()
        if called is hash and code.co_filename not in self._belongings.files:
            return  # the __hash__ of a dataclass, which Python wrote itself
        if getattr(called, "__module__", None) in SUSPECTS:
            why = refused(called, first)
            if why:
                raise self.refuse(f"Line {{line}} calls {why}")

    def _on_jump(self, code: CodeType, offset: int, destination: int) -> None:
        self._turns += destination <= offset
        if self._turns > MOST_TURNS or self.refusal is not None:
            self._end()

    def _end(self) -> NoReturn:
        if self.refusal is None:
            place = endless_loop(sys._getframe(2), self._belongings.files)
            file, line = place or self._where(sys._getframe(1))
            self.refusal = NotReplayable(
                f"Line {line} never ends: after {MOST_TURNS:,} turns and calls your handler has "
                "not reached its next step. Add an exit condition.",
                file,
                line,
            )
        raise self._again()

    def _again(self) -> NotReplayable:
        """Return the breach anew: what was raised once has a traceback of its own."""
        assert self.refusal is not None
        return NotReplayable(str(self.refusal), self.refusal.file, self.refusal.line)

    def _where(self, frame: FrameType | None) -> tuple[str | None, int | None]:
        while frame is not None:
            if frame.f_code.co_filename in self._belongings.files:
                return frame.f_code.co_filename, frame.f_lineno
            frame = frame.f_back
        return None, None


def _listen_to(code: Iterable[CodeType], events: int) -> None:
    if sys.monitoring.get_tool(_TOOL) is None:
        sys.monitoring.use_tool_id(_TOOL, "consistent_messaging")
    for part in code:
        sys.monitoring.set_local_events(_TOOL, part, events)


@contextmanager
def each_line(reachable: ReachableState, on_line: Callable[[str, int], None]) -> Iterator[None]:
    """Tell of every line of the learner's code before it is run, or goes on after a call."""

    def heard(code: CodeType, line: int) -> None:
        if code.co_filename in reachable.files:
            on_line(code.co_filename, line)

    def returned(code: CodeType, offset: int, value: object) -> None:
        caller = sys._getframe(1).f_back
        if caller is not None and caller.f_code.co_filename in reachable.files:
            on_line(caller.f_code.co_filename, caller.f_lineno)

    events = sys.monitoring.events
    callbacks: dict[int, Callable[..., object]] = {events.LINE: heard, events.PY_RETURN: returned}
    _listen_to(reachable.code, _EVENTS | events.LINE | events.PY_RETURN)
    before = {e: sys.monitoring.register_callback(_TOOL, e, callbacks[e]) for e in callbacks}
    try:
        yield
    finally:
        for event, callback in before.items():
            sys.monitoring.register_callback(_TOOL, event, callback)
        _listen_to(reachable.code, _EVENTS)
