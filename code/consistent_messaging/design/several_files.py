"""A design of several files in one text: a line `# file: bank.py` begins the next one.

A page has one editor for a design, and a link carries one text. The files before and after such a
line are modules of their own. All of them keep the numbers of their lines in the text, and the
name of its file: so whatever is said of a line, an error or a history, is found in the editor.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

from consistent_messaging.design.problems import DesignProblem

_MARK = re.compile(r"^# *file: *(.*?) *$", re.MULTILINE)


def parts_of(source: str, file: Path) -> dict[str, str]:
    """Return the sources by module: that of `file` first, and then those of the other files.

    Each source begins with as many empty lines as there are before it in the text. Raises
    `DesignProblem` for a name that no file can have, or that two have.
    """
    marks = list(_MARK.finditer(source))
    ends = [*(mark.start() for mark in marks), len(source)]
    parts = {file.stem: source[: ends[0]]}
    for mark, end in zip(marks, ends[1:], strict=True):
        line = source.count("\n", 0, mark.start())
        problem = _problem_with_name(mark[1], parts)
        if problem:
            raise DesignProblem(problem, str(file), line + 1)
        parts[mark[1].removesuffix(".py")] = "\n" * line + source[mark.start() : end]
    return parts


@contextmanager
def importable(parts: Mapping[str, str], file: Path) -> Iterator[None]:
    """While this lasts, these modules can be imported, as if all of them were in `file`."""
    finder = _Parts(parts, file)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _problem_with_name(name: str, before: Mapping[str, str]) -> str:
    stem = name.removesuffix(".py")
    if not name.endswith(".py") or not stem.isidentifier():
        return (
            f"{name or 'This'} is not the name of a file. Write letters, digits and underscores, "
            "and .py: # file: bank.py"
        )
    if stem in before:
        return f"There are two files {name}. Give each its own name."
    if is_taken(stem):
        return f"Python or this library has a module of the name {stem}. Call the file differently."
    return ""


def is_taken(module: str) -> bool:
    """True for the name of a module that Python, pytest or this library needs."""
    return module in sys.stdlib_module_names or module in ("consistent_messaging", "pytest")


class _Parts(MetaPathFinder, Loader):
    def __init__(self, parts: Mapping[str, str], file: Path) -> None:
        self._parts, self._file = parts, file

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._parts:
            return None
        return spec_from_loader(fullname, self, origin=str(self._file))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self._file)
        exec(compile(self._parts[module.__name__], self._file, "exec"), vars(module))
