"""The line of the reader's code with which a step came about, whichever file it stands in."""

import linecache
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from consistent_messaging.api.context import MessageContext
from consistent_messaging.model.actions import KINDS, Struck
from consistent_messaging.model.state import FLAGS
from consistent_messaging.simulation.simulator import Simulator

_LIBRARY = str(Path(__file__).parents[1])


@dataclass(frozen=True)
class CodeLine:
    """A line of code: the name of its file, its number, and its text without blanks around it."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.text}"


class CodeLines:
    """Looks up the lines for the steps of a history while it is played."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._published: dict[int, list[CodeLine]] = {}

    def of_last_step(self) -> CodeLine | None:
        """Return the line that made the call, or that published what was sent; None for others."""
        _, (mark, subject, _), _ = self._simulator.edges[-1]
        kind = KINDS[mark]
        if kind.strikes is not Struck.ATTEMPT or not kind.is_step:
            return None
        node = self._simulator.model.node(subject)
        if node.call is not None:
            return self._calling(subject // FLAGS)
        lines = self._publishing(subject // FLAGS) if node.message_out is not None else []
        return lines[node.sent] if node.sent < len(lines) else None

    def _calling(self, number: int) -> CodeLine | None:
        places = self._simulator.model.tree.run_again(number).places
        own = [place for place in places if not place.file.startswith(_LIBRARY)]
        return _line(own[-1].file, own[-1].line) if own else None

    def _publishing(self, number: int) -> list[CodeLine]:
        """Return where an attempt has published each of its messages, in their sequence."""
        if number not in self._published:
            found: list[CodeLine] = []

            def trace(frame: FrameType, event: str, about: Any) -> None:
                if frame.f_code is MessageContext.publish.__code__ and frame.f_back is not None:
                    found.append(_line(frame.f_back.f_code.co_filename, frame.f_back.f_lineno))

            before = sys.gettrace()
            sys.settrace(trace)
            try:
                self._simulator.model.tree.run_again(number)
            finally:
                sys.settrace(before)
            self._published[number] = found
        return self._published[number]


def _line(file: str, line: int) -> CodeLine:
    return CodeLine(Path(file).name, line, linecache.getline(file, line).strip())
