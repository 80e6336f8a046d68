"""What a learner's code finds around it: builtins, modules, streams. It may replace some of it.

Whatever it replaced is put back when it ends, so that the next run finds what it should find.
"""

import builtins
import os
import sys
from collections.abc import Mapping
from operator import is_
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

_OURS = __name__.partition(".")[0]
_STREAMS = ("stdin", "stdout", "stderr")


class Surroundings:
    """What is there before the code runs."""

    def __init__(self) -> None:
        self._builtins = dict(vars(builtins))
        self._live_builtins = vars(builtins)
        # In a page there are also modules that are no modules of Python.
        found = dict(sys.modules).items()
        self._modules = {name: each for name, each in found if isinstance(each, ModuleType)}
        self._names = {name: dict(vars(module)) for name, module in self._modules.items()}
        self._streams = {name: getattr(sys, name) for name in _STREAMS}
        ours = [names for name, names in self._names.items() if name.partition(".")[0] == _OURS]
        self._classes = list({each for names in ours for each in names.values() if _is_class(each)})
        self._attributes = [dict(vars(owner)) for owner in self._classes]
        self._functions = [
            (function, function.__code__, function.__defaults__)
            for names in (*ours, *self._attributes)
            for function in names.values()
            if isinstance(function, FunctionType)
        ]
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
        for owner, kept in zip(self._classes, self._attributes, strict=True):
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
