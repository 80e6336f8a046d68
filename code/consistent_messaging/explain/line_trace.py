"""Where an attempt has been in the learner's file: the lines it ran, and what its names stand for.

An attempt is run once more for it, on the answers it has got, with a trace that only looks.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from consistent_messaging.api.context import MessageContext
from consistent_messaging.execution.calls import Stop
from consistent_messaging.explain.branch_values import Branches
from consistent_messaging.explain.places import Chain, Place, place_of
from consistent_messaging.explain.value_format import shown_names
from consistent_messaging.model.state import FLAGS
from consistent_messaging.model.state_machine import Model


@dataclass
class LineTrace:
    """The lines of one attempt in the order in which they ran, up to where it waits or returned.

    `chains` has for each of them the functions that led to it. `published` are the places in
    `lines` at which something was published, in order. `decided` tells how a branch went, by line.
    `names` are those of the function in which the attempt stands last.
    """

    lines: list[int] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    decided: dict[int, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> int | None:
        """The line in which it stands, or with which it ended."""
        return self.lines[-1] if self.lines else None

    def place(self, at: int = -1) -> Place | None:
        """Return the place of one of its lines in the code that decides."""
        return place_of(self.chains[at], self.chains) if self.chains else None


class LineTraces:
    """Looks up the footprints of attempts, each once."""

    def __init__(self, model: Model, file: str, source: str) -> None:
        self._model, self._file, self._branches = model, file, Branches(source)
        self._known: dict[int, LineTrace] = {}

    def of(self, code: int) -> LineTrace:
        """Return the footprint of an attempt, by its code."""
        number = code // FLAGS
        if number not in self._known:
            self._known[number] = self._look(number)
        return self._known[number]

    def _look(self, number: int) -> LineTrace:
        found, published = LineTrace(), _Published()
        left: dict[str, Any] = {}
        waits = False  # in a call: then `except` and `finally` around it are the way out

        def trace(frame: FrameType, event: str, about: Any) -> Any:
            if event == "call" and found.lines:
                published.note(frame, at=len(found.lines) - 1)
            if frame.f_code.co_filename != self._file:
                return None
            nonlocal waits
            waits = waits or (event == "exception" and issubclass(about[0], Stop))
            if event == "line" and not waits:
                found.lines.append(frame.f_lineno)
                found.chains.append(self._chain(frame))
                decided = self._branches.decided(frame)
                if decided is not None:
                    found.decided[frame.f_lineno] = decided
            if event == "return":
                left.clear()
                left.update(frame.f_locals)  # the last to be left is the handler's own function
            return trace

        with _tracing(trace):
            run = self._model.tree.run_again(number)
        found.published = [at for _, at in published.calls]
        ours = [place.frame for place in run.places if place.file == self._file]
        names = ours[-1].f_locals if ours else left
        found.names = shown_names(names, but=self._message(number))
        return found

    def _chain(self, frame: FrameType | None) -> Chain:
        """Return the functions of the file in which a frame stands, from the outside in."""
        found = []
        while frame is not None:
            code = frame.f_code
            if code.co_filename == self._file and not code.co_name.startswith("<"):
                found.append((frame.f_code.co_name, frame.f_lineno))
            frame = frame.f_back
        return tuple(reversed(found))

    def _message(self, number: int) -> object:
        return self._model.tree.works[self._model.tree.nodes[number].message].body


class _Published:
    """Notes where something was published, and by which context; what is given back is not."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, int]] = []

    def note(self, frame: FrameType, *, at: int) -> None:
        """Note a call, if it is one of these; it comes from the line at this place."""
        if frame.f_code is MessageContext.publish.__code__:
            self.calls.append((frame.f_locals["self"], at))
        elif frame.f_code is MessageContext.nack.__code__:
            self.calls = [call for call in self.calls if call[0] is not frame.f_locals["self"]]


@contextmanager
def _tracing(trace: Any) -> Iterator[None]:
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
