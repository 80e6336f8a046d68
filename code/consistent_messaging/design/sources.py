"""The files that a scenario stands in, the digits of their text, and how a command line names it.

Nobody has to say where a scenario is from: its classes and functions know the names around them,
even where their module was imported for a moment only.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from consistent_messaging.exercise.code_hash import code_of
from consistent_messaging.simulation.scenario import Scenario

Names = dict[str, Any]
"""The names at the top level of a module."""

_LIBRARY = __name__.partition(".")[0]
_INSTALLED = {"site-packages", "dist-packages"}


def sources_of(scenario: Scenario) -> dict[str, str]:
    """Return the text of each file that the scenario's code stands in, by the name of the file.

    These are the files of its classes and functions, and those beside them that they import.
    """
    modules = _modules_of(scenario)
    folders = {_file_of(names).parent for names in modules}
    for names in modules:  # which grows
        for value in list(names.values()):
            found = _names_around(value)
            known = any(found is other for other in modules)
            if not known and _is_own(found) and _file_of(found).parent in folders:
                modules.append(found)
    files = sorted({_file_of(names) for names in modules})
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}


def digits_of(scenario: Scenario) -> str:
    """Return the digits that stand for the scenario's code.

    Tests beside it do not count. A scenario that is written in a test counts with that test.
    """
    sources = sources_of(scenario)
    if all(name.startswith("test_") for name in sources):
        sources = {name.removeprefix("test_"): source for name, source in sources.items()}
    return code_of(sources)


def reference_of(scenario: Scenario) -> str | None:
    """Return how the command line names this scenario here: `checkout.py::scenario`.

    None if it has no name at the top level of a module that can be checked by itself.
    """
    for name, names in _named(scenario):
        file, here = _file_of(names), Path.cwd()
        shown = file.relative_to(here) if file.is_relative_to(here) else file
        return f"{shown.as_posix()}::{name}"
    return None


def _modules_of(scenario: Scenario) -> list[Names]:
    """Return the modules of the parts of a scenario, and the one in which it has its name."""
    around = [_names_around(part) for part in _parts_of(scenario)]
    around += [names for _, names in islice(_named(scenario), 1)]
    found: list[Names] = []
    for names in around:
        if _is_own(names) and not any(names is other for other in found):
            found.append(names)
    return found


def _named(scenario: Scenario) -> Iterator[tuple[str, Names]]:
    """Yield where a scenario has a name, and which: those of tests do not count."""
    modules = [vars(each) for each in list(sys.modules.values()) if isinstance(each, ModuleType)]
    for names in [*map(_names_around, _parts_of(scenario)), *modules]:
        found = [name for name, value in list(names.items()) if value is scenario]
        if not found or found[0].startswith("_") or not _is_own(names):
            continue
        if not _file_of(names).name.startswith(("test_", "conftest")):
            yield found[0], names


def _parts_of(scenario: Scenario) -> Iterator[Any]:
    yield scenario.handler
    yield from scenario.processes.values()
    yield from scenario.endpoints.values()
    yield from map(type, scenario.stores.values())
    yield from map(type, scenario.messages.values())
    yield from (scenario.lesson.decide, scenario.lesson.state_in)
    yield from (invariant.holds for invariant in scenario.rules.invariants)


def _names_around(value: Any) -> Names:
    """Return the names of the module that a class, a function or a module is, or is from."""
    value = getattr(value, "func", value)  # of a partial
    if isinstance(value, ModuleType):
        return vars(value)
    if isinstance(value, MethodType):
        value = value.__func__
    if isinstance(value, FunctionType):
        return value.__globals__
    if isinstance(value, type):
        own = [each for each in vars(value).values() if isinstance(each, FunctionType)]
        here = [each for each in own if each.__module__ == value.__module__]
        return here[0].__globals__ if here else vars(sys.modules.get(value.__module__, sys))
    return {}


def _is_own(names: Names) -> bool:
    """True for a module of the reader's, with a file: neither the library nor what is installed."""
    file, top = names.get("__file__"), str(names.get("__name__", "")).partition(".")[0]
    if not file or top in (_LIBRARY, *sys.stdlib_module_names):
        return False
    return _INSTALLED.isdisjoint(Path(file).parts)


def _file_of(names: Names) -> Path:
    return Path(str(names.get("__file__", "")))
