"""What was meant by a name of the library, or by an argument of its classes, that there is not."""

import re
import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass

_LIBRARY = __name__.partition(".")[0]
# Where a name is looked for, the first one first: these are what a reader imports from.
_MODULES = ("scenario", "checker", "checks", "chaos", "dispatcher")
HOMES = (_LIBRARY, *(f"{_LIBRARY}.{module}" for module in _MODULES))
_UNEXPECTED = re.compile(r"^(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
_MISSING = re.compile(r"^(\w+)\.__init__\(\) missing \d+ required positional arguments?: (.+)$")


def home_of(name: str) -> str | None:
    """Return the module from which a public name of the library is imported."""
    homes = [home for home in HOMES if home in sys.modules]
    return next((h for h in homes if name in getattr(sys.modules[h], "__all__", ())), None)


def meant_by_import(module: str, name: str) -> str:
    """Say where a name is that a module of the library lacks, or which one was meant."""
    home = home_of(name)
    if home is not None:
        return f"It is in {home}: from {home} import {name}"
    return _did_you_mean(name, getattr(sys.modules.get(module), "__all__", ()))


def meant_by_arguments(said: str) -> str | None:
    """Return in a sentence what is wrong with the arguments of one of the library's classes."""
    unexpected, missing = _UNEXPECTED.match(said), _MISSING.match(said)
    found = unexpected or missing
    takes = _arguments_of(found.group(1)) if found else []
    if not found or not takes:
        return None
    kind = found.group(1)
    if missing:
        return f"{kind} needs {missing.group(2).replace("'", '')}. It takes {', '.join(takes)}."
    name = found.group(2)
    meant = _did_you_mean(name, takes)
    return f"{kind} has no {name}. {meant}{' ' if meant else ''}It takes {', '.join(takes)}."


def _arguments_of(kind: str) -> list[str]:
    home = home_of(kind)
    found = vars(sys.modules[home]).get(kind) if home else None
    return [f.name for f in fields(found) if f.init] if is_dataclass(found) else []


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only whoever misspells waits for it

    meant = get_close_matches(name, list(known), n=1)
    return f"Did you mean {meant[0]}?" if meant else ""
