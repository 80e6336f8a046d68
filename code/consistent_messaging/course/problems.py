"""Explains an exception to the learner: their own lines, and none of ours."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from consistent_messaging.guards.refusal import NotReplayable


@dataclass(frozen=True)
class Problem:
    """What was raised, in one line; the traceback of the learner's file; its last line in it."""

    message: str
    text: str
    line: int | None


def problem_of(error: BaseException, file: Path) -> Problem:
    """Return what `error` says about the learner's `file`."""
    told = traceback.TracebackException.from_exception(error)
    frames = [frame for frame in told.stack if Path(frame.filename) == file]
    line = frames[-1].lineno if frames else None
    if isinstance(error, SyntaxError) and error.filename == str(file):
        line = error.lineno
    end = "".join(told.format_exception_only())
    if isinstance(error, NotReplayable):
        line, end = error.line if error.file == str(file) else line, str(error)
    if type(error).__module__.startswith("consistent_messaging"):
        end = _message(error, file)
    shown = [
        traceback.FrameSummary(file.name, f.lineno, f.name, line=f.line, locals=f.locals)
        for f in frames
    ]
    stack = "".join(traceback.StackSummary.from_list(shown).format())
    text = (f"Traceback (most recent call last):\n{stack}" if shown else "") + end
    return Problem(_message(error, file), text.replace(f"{file.parent}/", "").rstrip(), line)


def _message(error: BaseException, file: Path) -> str:
    if isinstance(error, ImportError) and error.name == file.stem and error.name_from:
        return f"{file.name} has no {error.name_from}, which the scenario needs."
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, NotReplayable):
        return str(error)
    said = str(error).replace(f"{file.parent}/", "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
