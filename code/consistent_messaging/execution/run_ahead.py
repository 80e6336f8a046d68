"""Lets a run go on past calls without an answer, where it is known which answer they will get.

A handler is run from its start for each step of an attempt. Where nothing happens to the attempt,
one run shows all its steps: at each call, what is known of a run that stops there. It goes on only
from where the end of a run is sure to get out of the handler, since what catches it is an error.
"""

import sys
from collections.abc import Callable, Collection
from functools import lru_cache
from types import CodeType, FrameType
from typing import NamedTuple

from consistent_messaging.execution.calls import Answer, Call
from consistent_messaging.execution.captured_output import Output

UsualAnswer = Callable[[Call], Answer | None]
"""Which answer a call gets if nothing happens; None if that is not known."""


class Passed(NamedTuple):
    """A call that a run went past: its answer, what was printed before, the learner's line."""

    call: Call
    answer: Answer
    printed: int
    line: int | None


class Onward:
    """Gives a run the usual answers, as long as that shows all that stopping there would.

    `files` are those whose lines are not the learner's, `outermost` is what calls the handler.
    `passed` has the calls that the run went past, and `output` is what counts what it prints.
    """

    output: Output

    def __init__(
        self, usual: UsualAnswer | None, files: Collection[str], outermost: CodeType
    ) -> None:
        self._usual, self._files, self._outermost = usual, files, outermost
        self.passed: list[Passed] = []

    def __call__(self, call: Call) -> Answer | None:
        """Return the answer to the call with which to go on; None if the run stops here."""
        caller = sys._getframe(1)
        asks = self._usual if gets_out(caller, self._outermost) else None
        answer = asks and asks(call)
        if answer is not None:
            line = line_outside(caller, self._files, self._outermost)
            self.passed.append(Passed(call, answer, self.output.seen, line))
        return answer


def gets_out(frame: FrameType | None, outermost: CodeType) -> bool:
    """True if what is raised in this frame gets out of every one up to the outermost, unseen.

    False as well where the outermost is not among its callers.
    """
    while frame is not None and frame.f_code is not outermost:
        code, at = frame.f_code, frame.f_lasti
        if code.co_name == "__del__" or any(at in tried for tried in _tried(code)):
            return False
        frame = frame.f_back
    return frame is not None


def line_outside(frame: FrameType, files: Collection[str], outermost: CodeType) -> int | None:
    """Return the line of the first caller that is not in these files; None if there is none."""
    caller: FrameType | None = frame
    while caller is not None and caller.f_code is not outermost:
        if caller.f_code.co_filename not in files:
            return caller.f_lineno
        caller = caller.f_back
    return None


@lru_cache(maxsize=1000)
def _tried(code: CodeType) -> tuple[range, ...]:
    """Return the parts of some code that something catches errors of, or tidies up after.

    Python keeps them in a table: where each begins, how long it is, and two numbers more.
    """
    numbers = _numbers(code.co_exceptiontable)
    places = zip(numbers[::4], numbers[1::4], strict=True)
    return tuple(range(2 * start, 2 * (start + length)) for start, length in places)


def _numbers(table: bytes) -> list[int]:
    """Return the numbers in a table of Python's: six bits a byte, and one that says "goes on"."""
    numbers, number = [], 0
    for byte in table:
        number = number << 6 | byte & 63
        if not byte & 64:
            numbers.append(number)
            number = 0
    return numbers
