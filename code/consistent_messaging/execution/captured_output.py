"""Standard output for runs that repeat each other."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Output:
    """Standard output for a run that repeats an earlier one: lets only what is new through."""

    def __init__(self, print_from: int | None) -> None:
        self.seen = 0
        self._from, self._target = print_from, sys.stdout

    def write(self, text: str) -> int:
        before, self.seen = self.seen, self.seen + len(text)
        if self._from is not None and self.seen > self._from:
            self._target.write(text[max(0, self._from - before) :])
        return len(text)

    def flush(self) -> None:
        self._target.flush()


@contextmanager
def printing(print_from: int | None) -> Iterator[Output]:
    """Take standard output and standard error for one run, and give them back afterwards."""
    output, before = Output(print_from), (sys.stdout, sys.stderr)
    sys.stdout = sys.stderr = output  # print needs no more of it than write and flush
    try:
        yield output
    finally:
        sys.stdout, sys.stderr = before
