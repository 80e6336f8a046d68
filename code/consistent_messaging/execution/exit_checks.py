"""What it means when something other than a store's error gets out of a handler, or nothing does.

Any exception means that the message is delivered again; but not every exception is meant. An
exception class of the learner's own, a plain `Exception` or a plain `RuntimeError`: with these, as
with what a store raises, a handler says that it failed. A `NameError`, `TypeError`, `KeyError` or
any other of Python's tells of a mistake in the code, and is told at once instead of tried again.
"""

import inspect
import sys
from opcode import opmap
from types import TracebackType

from consistent_messaging.api.errors import MessagingError
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.source_locations import swallowing_line


def is_meant(error: BaseException) -> bool:
    """True if the handler says with this error that it failed, and wants its message again."""
    if isinstance(error, MessagingError) or type(error) in (Exception, RuntimeError):
        return True
    top = type(error).__module__.partition(".")[0]
    return isinstance(error, Exception) and top not in sys.stdlib_module_names


def left_the_program(error: BaseException, files: set[str]) -> NotReplayable | None:
    """Explain an exception that ends programs; None for any other.

    Whoever presses Ctrl-C while a handler runs means the program: that goes on upwards.
    """
    if isinstance(error, (Exception, NotReplayable)):
        return None
    own = [t for t in _chain(error.__traceback__) if t.tb_frame.f_code.co_filename in files]
    last = own[-1] if own else None
    if isinstance(error, KeyboardInterrupt) and not _raises(last):
        raise error
    where = f"Line {last.tb_lineno}" if last else "Your handler"
    return NotReplayable(
        f"{where} raises {type(error).__name__}, which ends a program and not an attempt. Return "
        "when the message is handled; raise an Exception and it is delivered again."
    ).with_traceback(error.__traceback__)


def overtaken(stop: BaseException, error: BaseException | None) -> BaseException | None:
    """Return the error if it is a mistake in what stands around the call, and nothing else is.

    The name behind an `except`, for one, is looked up only when something has to be caught.
    """
    is_around = isinstance(error, Exception) and came_of(error, stop)
    return error if is_around and _swallowing(stop) is None else None


def swallowed(call: object, stop: BaseException) -> NotReplayable:
    """Explain that the handler has caught what was to stop it at this call."""
    caught = _caught(stop)
    file = caught.tb_frame.f_code.co_filename
    how, line = _swallowing(stop) or ("code", caught.tb_lineno)
    return NotReplayable(
        f"Your handler went on although it was stopped at {call}: “{how}” in line {line} "
        "does that. Catch MessagingError instead.",
        file,
        line,
    )


def never_ran(handled: object) -> NotReplayable | None:
    """Explain a handler that returned a generator or a coroutine: none of its code has run."""
    if inspect.iscoroutine(handled):
        code, what = handled.cr_code, "is async"
    elif inspect.isgenerator(handled):
        code, what = handled.gi_code, "has a yield"
    else:
        return None
    handled.close()
    line = code.co_firstlineno
    return NotReplayable(
        f"{code.co_name} (line {line}) {what}, so none of it ran. Write a plain def, without await "
        "and yield.",
        code.co_filename,
        line,
    )


def _caught(stop: BaseException) -> TracebackType:
    """Return where the exception was caught: a traceback begins there."""
    return _chain(stop.__traceback__)[0]


def _swallowing(stop: BaseException) -> tuple[str, int] | None:
    caught = _caught(stop)
    return swallowing_line(caught.tb_frame.f_code.co_filename, caught.tb_lineno)


def _chain(traceback: TracebackType | None) -> list[TracebackType]:
    found = []
    while traceback is not None:
        found.append(traceback)
        traceback = traceback.tb_next
    return found


def came_of(error: BaseException | None, first: BaseException) -> bool:
    """True if an error was raised while the first was passing through."""
    while error is not None and error is not first:
        error = error.__context__
    return error is first


def _raises(last: TracebackType | None) -> bool:
    """True if the learner's own `raise` is what happened there."""
    return (
        last is not None and last.tb_frame.f_code.co_code[last.tb_lasti] == opmap["RAISE_VARARGS"]
    )
