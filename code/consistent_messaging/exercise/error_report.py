"""Explains an exception to the learner: their own lines, and none of ours."""

import re
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

from consistent_messaging.api.context import MessageContext
from consistent_messaging.execution.errors import Located
from consistent_messaging.exercise.misspelled import home_of, meant_by_arguments, meant_by_import

_LIBRARY = "consistent_messaging"
_PLACE = re.compile(r" \([^()]*\.py\)|(?<=') \(unknown location\)")
_USED_AS_A_PLAIN_VALUE = re.compile(r"'(\w+)' object (?:is not \w+|does not support item \w+)$")
_MEANT = re.compile(
    r"Did you mean:? '\.?([^']*)'(?: instead of '[^']*')?\?"
)  # 3.15 says both names
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
    if isinstance(error, Located):
        line, end = error.line if error.file == str(file) else line, str(error)
    if _is_explained(error, file) or type(error).__module__.startswith("consistent_messaging"):
        end = _message(error, file)
    shown = [
        traceback.FrameSummary(file.name, f.lineno, f.name, line=f.line, locals=f.locals)
        for f in frames
    ]
    stack = "".join(traceback.StackSummary.from_list(shown).format())
    text = (f"Traceback (most recent call last):\n{stack}" if shown else "") + end
    text = _LONG_WORD.sub(r"\1…", text.replace(f"{file.parent}/", ""))
    return Problem(_message(error, file), text.rstrip(), line)


def _is_explained(error: BaseException, file: Path) -> bool:
    if isinstance(error, NameError):
        return _home_of(error.name or "", file) is not None
    if isinstance(error, TypeError):
        return meant_by_arguments(str(error)) is not None
    return isinstance(error, (AttributeError, ImportError))


def _home_of(name: str, file: Path) -> str | None:
    """Return the module from which the learner forgot to import a name, if there is one."""
    beside = sorted(path.stem for path in file.parent.glob("*.py") if path != file)
    for module in ("consistent_messaging", "dataclasses", *beside):
        found = vars(sys.modules[module]).get(name) if module in sys.modules else None
        if isinstance(found, (type, FunctionType)):
            return module if found.__module__.startswith(module) else found.__module__
    return home_of(name)


def _message(error: BaseException, file: Path) -> str:
    """Return the error in one line, and what the world had answered before it."""
    notes = getattr(error, "__notes__", ())
    return ". ".join([_said(error, file).rstrip("."), *notes]) if notes else _said(error, file)


def _said(error: BaseException, file: Path) -> str:
    if isinstance(error, ImportError) and error.name == file.stem and error.name_from:
        return f"{file.name} has no {error.name_from}, which the scenario needs."
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, Located):
        return str(error)
    if isinstance(error, TypeError) and (meant := meant_by_arguments(str(error))):
        return meant
    if isinstance(error, NameError) and (module := _home_of(error.name or "", file)):
        return f"NameError: {error}. Add the line: from {module} import {error.name}"
    said = _LONG_WORD.sub(r"\1…", _with_suggestion(error, file).replace(f"{file.parent}/", ""))
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _with_suggestion(error: BaseException, file: Path) -> str:
    """Return what an error says, and the name that was meant if one is like it."""
    if isinstance(error, ModuleNotFoundError):
        return f"{error}. {_where_instead(error.name or '', file)}".rstrip(". ")
    if isinstance(error, TypeError):
        return str(error) + _attributes_of_class(str(error), file)
    if not isinstance(error, (AttributeError, NameError, ImportError)):
        return str(error)
    said = str(traceback.TracebackException.from_exception(error))  # this one knows it
    if isinstance(error, ImportError):
        said = _PLACE.sub("", said)  # wherever the library is installed
        if (error.name or "").startswith(_LIBRARY) and "Did you mean" not in said:
            meant = meant_by_import(str(error.name), error.name_from or "")
            return f"{said}. {meant}".rstrip(". ")
    if isinstance(error, AttributeError) and said == str(error) and "; it has " not in said:
        return said + _attributes_of(error.obj, file) + _of_the_context(error.name)
    return _MEANT.sub(r"Did you mean \1?", said)


def _where_instead(module: str, file: Path) -> str:
    """Say where the names of a module are that is shown in a tab, or which module was meant."""
    beside = [path.stem for path in file.parent.glob("*.py") if path != file]
    if any(name.endswith(f".{module}") for name in sys.modules if name.startswith(_LIBRARY)):
        return f"What {module}.py shows is imported by: from {_LIBRARY} import …"
    from difflib import get_close_matches  # only whoever misspells waits for it

    meant = get_close_matches(module, [*beside, _LIBRARY], n=1)
    return f"Did you mean {meant[0]}?" if meant else ""


def _attributes_of_class(said: str, file: Path) -> str:
    """Name what an object of the course has, for somebody who took it for a list or a dict."""
    used = _USED_AS_A_PLAIN_VALUE.search(said)
    home = _home_of(used.group(1), file) if used else None
    return _attributes_of(vars(sys.modules[home])[used.group(1)], file) if used and home else ""


def _of_the_context(name: str | None) -> str:
    """Say that the context has this attribute, to somebody who asked the message for it."""
    return f". The context has it: context.{name}" if name in MessageContext.__annotations__ else ""


def _attributes_of(owner: object, file: Path) -> str:
    """Name what an object of the course has, for somebody who asked it for something else."""
    kind = owner if isinstance(owner, type) else type(owner)
    module = kind.__module__
    beside = {path.stem for path in file.parent.glob("*.py") if path != file}
    if not module.startswith(_LIBRARY) and module not in beside:
        return ""
    names = [
        name for name in sorted({*dir(owner), *kind.__annotations__}) if not name.startswith("_")
    ]
    return f". It has {', '.join(names)}" if names else ""
