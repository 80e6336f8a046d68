"""The classes that a codec has to know: those of messages and events, by where they are defined."""

from collections.abc import Iterable
from dataclasses import is_dataclass
from types import ModuleType

LIBRARY = __name__.partition(".")[0]


def dataclasses_in(modules: Iterable[ModuleType]) -> tuple[type, ...]:
    """Return the dataclasses that these modules define or import, by their names.

    Those of the library are left out: `JsonCodec` knows the ones that a store takes.
    """
    values = [value for module in modules for value in vars(module).values()]
    found = {value for value in values if isinstance(value, type) and _is_own(value)}
    return tuple(sorted(found, key=lambda kind: (kind.__name__, kind.__module__)))


def _is_own(kind: type) -> bool:
    return is_dataclass(kind) and kind.__module__.partition(".")[0] != LIBRARY
