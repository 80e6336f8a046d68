"""Explains an exception to the learner: their own lines, and none of ours."""

import re
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from consistent_messaging.execution.errors import NotReplayable

_LONG_WORD = re.compile(r"([^\s/]{20})[^\s/]{100,}")  # a picture, say, and no path


@dataclass(frozen=True)
class Problem:
    """What was raised, in one line; the traceback of the learner's file; its last line in it."""

    message: str
    text: str
    line: int | None


def problem_of(error: BaseException, file: Path) -> Problem:
    """Return what `error` says about the learner's `file`."""
    formatted = traceback.TracebackException.from_exception(error)
    frames = [frame for frame in formatted.stack if Path(frame.filename) == file]
    line = frames[-1].lineno if frames else None
    if isinstance(error, SyntaxError) and error.filename == str(file):
        line = error.lineno
    end = "".join(formatted.format_exception_only())
    if isinstance(error, NotReplayable):
        line, end = error.line if error.file == str(file) else line, str(error)
    if _is_forgotten(error, file) or type(error).__module__.startswith("consistent_messaging"):
        end = _message(error, file)
    shown = [
        traceback.FrameSummary(file.name, f.lineno, f.name, line=f.line, locals=f.locals)
        for f in frames
    ]
    stack = "".join(traceback.StackSummary.from_list(shown).format())
    text = (f"Traceback (most recent call last):\n{stack}" if shown else "") + end
    text = _LONG_WORD.sub(r"\1…", text.replace(f"{file.parent}/", ""))
    return Problem(_message(error, file), text.rstrip(), line)


def _is_forgotten(error: BaseException, file: Path) -> bool:
    return isinstance(error, NameError) and _home_of(error.name or "", file) is not None


def _home_of(name: str, file: Path) -> str | None:
    """Return the module from which the learner forgot to import a name, if there is one."""
    beside = sorted(path.stem for path in file.parent.glob("*.py") if path != file)
    for module in ("consistent_messaging", "dataclasses", *beside):
        found = vars(sys.modules[module]).get(name) if module in sys.modules else None
        if isinstance(found, (type, FunctionType)):
            return module if found.__module__.startswith(module) else found.__module__
    return None


def _message(error: BaseException, file: Path) -> str:
    """Return the error in one line, and what the world had answered before it."""
    notes = getattr(error, "__notes__", ())
    return ". ".join([_said(error, file).rstrip("."), *notes]) if notes else _said(error, file)


def _said(error: BaseException, file: Path) -> str:
    if isinstance(error, ImportError) and error.name == file.stem and error.name_from:
        return f"{file.name} has no {error.name_from}, which the scenario needs."
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, NotReplayable):
        return str(error)
    if isinstance(error, NameError) and (module := _home_of(error.name or "", file)):
        return f"NameError: {error}. Add the line: from {module} import {error.name}"
    said = _LONG_WORD.sub(r"\1…", str(error).replace(f"{file.parent}/", ""))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
