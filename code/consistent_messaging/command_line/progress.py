"""How far a search is, on a terminal, in one line that goes away at the end."""

import sys
import time
from typing import TextIO

from consistent_messaging.text.format import counted

_SELDOM = 0.1  # seconds between two looks at the line
_LINE = "\r\033[K"  # back to the beginning of the line, and empty it


class TerminalProgress:
    """Writes to the error stream if that is a terminal; else nothing is written."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shows = self._stream.isatty()
        self._shown = 0.0

    def __call__(self, name: str, states: int, faults: int) -> bool:
        """Show how many states a search has seen, and go on."""
        now = time.monotonic()
        if self._shows and now - self._shown >= _SELDOM:
            self._shown = now
            self._write(f"{_LINE}{name}: {counted(states, 'state')}, {counted(faults, 'fault')}")
        return True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write(_LINE)
            self._shown = 0.0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
