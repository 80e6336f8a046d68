"""What a learner's code finds around it: builtins, modules, streams. It may replace some of it.

Whatever it replaced is put back when it ends, so that the next run finds what it should find.
"""

import builtins
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from operator import is_
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OURS = __name__.partition(".")[0]
_STREAMS = ("stdin", "stdout", "stderr")

# The classes with their attributes, and the functions with their code and their defaults.
type _Contents = tuple[
    list[tuple[type, dict[str, Any]]],
    list[tuple[FunctionType, CodeType, tuple[Any, ...] | None]],
]


class InterpreterState:
    """What is there before the code runs."""

    def __init__(self) -> None:
        self._builtins = dict(vars(builtins))
        self._live_builtins = vars(builtins)
        self._modules = _modules()
        self._names = {name: dict(vars(module)) for name, module in self._modules.items()}
        self._streams = {name: getattr(sys, name) for name in _STREAMS}
        self._classes, self._functions = contents_of_course()
        self._recursion_limit = sys.getrecursionlimit()
        self._folder = Path.cwd()

    def put_back(self) -> list[str]:
        """Put back what was replaced or deleted since; return the names of it."""
        changed = self._live_builtins.copy()
        self._live_builtins.update(self._builtins)  # first: all that follows is written with them
        replaced = [
            name for name, value in self._builtins.items() if changed.get(name) is not value
        ]
        replaced += self._put_back_modules()
        for owner, kept in self._classes:
            replaced += _put_back(owner, vars(owner), kept, owner.__name__)
        for function, code, defaults in self._functions:
            if function.__code__ is not code or function.__defaults__ is not defaults:
                function.__code__, function.__defaults__ = code, defaults
                replaced.append(function.__qualname__)
        for name, stream in self._streams.items():
            if getattr(sys, name) is not stream or stream.closed:
                setattr(sys, name, stream)
                replaced.append(f"sys.{name}")
        sys.setrecursionlimit(self._recursion_limit)
        os.chdir(self._folder)
        return replaced

    def _put_back_modules(self) -> list[str]:
        replaced = []
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                replaced.append(f"the module {name}")
            if name not in ("builtins", "__main__"):
                replaced += _put_back(module, vars(module), self._names[name], name)
        return replaced


def contents_of_course() -> _Contents:
    """Return what the course's own modules hold.

    Remembered: between two runs all of it is put back, and to look at each name takes longer than
    most programs do.
    """
    ours = [each for name, each in _modules().items() if name.partition(".")[0] == _OURS]
    return _contents(tuple(ours))


def _modules() -> dict[str, ModuleType]:
    # In a page there are also modules that are no modules of Python.
    found = dict(sys.modules).items()
    return {name: each for name, each in found if isinstance(each, ModuleType)}


@lru_cache(maxsize=1)
def _contents(modules: tuple[ModuleType, ...]) -> _Contents:
    names = [vars(module) for module in modules]
    found = {each for names_in_one in names for each in names_in_one.values() if _is_class(each)}
    classes = [(each, dict(vars(each))) for each in found]
    functions = [
        (function, function.__code__, function.__defaults__)
        for names_in_one in (*names, *(attributes for _, attributes in classes))
        for function in names_in_one.values()
        if isinstance(function, FunctionType)
    ]
    return classes, functions


def _put_back(owner: Any, now: Any, kept: dict[str, Any], prefix: str) -> list[str]:
    """Put back classes and whatever can be called: other values change in the course of things."""
    if _is_unchanged(now, kept):  # as nearly always: looked at by C code, not name by name
        return []
    found = []
    for name, value in kept.items():
        if now.get(name) is value or not _can_be_called(value):
            continue
        setattr(owner, name, value)
        found.append(f"{prefix}.{name}")
    return found


def _is_unchanged(now: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Whether the very names have the very values, in the same order."""
    same_names = len(now) == len(kept) and all(map(is_, now, kept))
    return same_names and all(map(is_, now.values(), kept.values()))


def _can_be_called(value: Any) -> bool:
    return callable(value) or isinstance(value, (staticmethod, classmethod, property))


def _is_class(value: Any) -> bool:
    return isinstance(value, type) and value.__module__.partition(".")[0] == _OURS
