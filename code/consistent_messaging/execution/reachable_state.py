"""What belongs to a handler and lasts longer than an attempt: its code, and what that can reach.

Found once for each handler, from its class or factory: the module that it stands in, the modules
of the course that this one imports, their classes, functions and data. What comes from the
standard library or from installed packages is somebody else's.
"""

import enum
import functools
import itertools
import random
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any


@dataclass(frozen=True)
class Place:
    """Something that can be changed: how it is called, how it is read and how it is put back.

    What is `read` stays as it was; `now` may be the thing itself, and is there to be compared. With
    `prefix`, it is read as a dict, and each key has a name of its own.
    """

    name: str
    now: Callable[[], Any]
    read: Callable[[], Any]
    put_back: Callable[[Any], object]
    prefix: str | None = None


class ReachableState:
    """All code and all changeable data that a handler's class or factory can reach."""

    def __init__(self, make_handler: Callable[..., Any]) -> None:
        self.make_handler = make_handler
        self.code: list[CodeType] = []
        self.places: list[Place] = []
        self.classes: set[str] = set()
        self._seen: dict[int, object] = {}  # kept, so that no number is given twice
        self._visit(make_handler, "")
        self.files = {code.co_filename for code in self.code} - {"<string>"}
        self.are_watched = False

    def _visit(self, value: Any, name: str) -> None:
        if id(value) in self._seen or isinstance(value, (str, int, float, bytes, type(None))):
            return
        self._seen[id(value)] = value
        match value:
            case FunctionType():
                self._function(value, name)
            case type():
                self._class(value)
            case ModuleType():
                if not _is_foreign(value.__name__):
                    self._namespace(vars(value))
            case staticmethod() | classmethod() | MethodType():
                self._visit(value.__func__, name)
                self._visit(getattr(value, "__self__", None), name)
            case property():
                for accessor in (value.fget, value.fset):
                    self._visit(accessor, name)
            case functools.partial():
                for part in (value.func, *value.args, *value.keywords.values()):
                    self._visit(part, name)
            case functools.cached_property():
                self._visit(value.func, name)
            case tuple() | frozenset():
                for item in value:
                    self._visit(item, name)
            case _:
                self._data(value, name)

    def _data(self, value: Any, name: str) -> None:
        match value:
            case dict():
                self._add(name, value.copy, lambda kept: _refill(value, kept), now=lambda: value)
                for key, item in list(value.items()):
                    self._visit(item, f"{name}[{key!r}]")
            case list() | deque() | bytearray():
                self._add(name, value.copy, lambda kept: _replace(value, kept), now=lambda: value)
                for item in list(value):
                    self._visit(item, name)
            case set():
                self._add(name, value.copy, lambda kept: _replace(value, kept), now=lambda: value)
            case random.Random() if type(value) is random.Random:
                self._add(name, value.getstate, value.setstate)
            case itertools.count():
                self._add(name, lambda: repr(value), lambda kept: None)
            case functools._lru_cache_wrapper():
                size = value.cache_info
                self._add(
                    f"{name}.cache_info()",
                    lambda: size().currsize,
                    lambda kept: value.cache_clear(),
                )
                self._visit(value.__wrapped__, name)
            case _ if not _is_foreign(type(value).__module__, ours=False):
                self._instance(value, name)

    def _instance(self, value: Any, name: str) -> None:
        self._visit(type(value), name)
        attributes = getattr(value, "__dict__", None)
        if _is_description(value):
            for each in fields(value):
                if each.init:
                    self._visit(getattr(value, each.name), f"{name}.{each.name}")
        elif isinstance(attributes, dict):
            self._attributes(attributes, f"{name}.")

    def _namespace(self, names: dict[str, Any]) -> None:
        if id(names) not in self._seen:
            self._seen[id(names)] = names
            self._attributes(names, "")

    def _attributes(self, names: dict[str, Any], prefix: str) -> None:
        self._add("", names.copy, lambda kept: _refill(names, kept), prefix, lambda: names)
        for key, item in list(names.items()):
            if is_own(key):
                self._visit(item, f"{prefix}{key}")

    def _class(self, value: type) -> None:
        if _is_foreign(value.__module__):
            return
        for base in value.__bases__:
            self._visit(base, base.__name__)
        prefix = f"{value.__name__}."
        self.classes.add(value.__name__)
        if not isinstance(value, enum.EnumMeta):  # it keeps what it was once asked for
            names = vars(value)
            self._add("", names.copy, lambda kept: _reset(value, kept), prefix, lambda: names)
        for key, item in list(vars(value).items()):
            if is_own(key) or isinstance(item, (FunctionType, staticmethod, classmethod)):
                self._visit(item, f"{prefix}{key}")

    def _function(self, value: FunctionType, name: str) -> None:
        file = value.__globals__.get("__file__")
        foreign = _is_foreign(value.__globals__.get("__name__", ""))
        if foreign or value.__code__.co_filename != file:
            self._written_by_another(value, name)
            return
        self._code(value.__code__)
        self._namespace(value.__globals__)
        self._attributes(value.__dict__, f"{value.__name__}.")
        arguments = value.__code__.co_varnames[: value.__code__.co_argcount]
        given = value.__defaults__ or ()
        for key, item in zip(arguments[len(arguments) - len(given) :], given, strict=True):
            self._visit(item, key)
        for key, item in (value.__kwdefaults__ or {}).items():
            self._visit(item, key)
        for key, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True):
            self._cell(cell, key)

    def _written_by_another(self, value: FunctionType, name: str) -> None:
        """Take up what a decorator has put around a function, or what Python wrote itself."""
        self._visit(getattr(value, "__wrapped__", None), name)
        if value.__code__.co_filename == "<string>":  # the __init__ of a dataclass, say
            self._code(value.__code__)

    def _cell(self, cell: Any, name: str) -> None:
        if id(cell) in self._seen:
            return
        self._seen[id(cell)] = cell
        missing = object()

        def read() -> Any:
            try:
                return cell.cell_contents
            except ValueError:  # it is empty so far
                return missing

        self._add(name, read, lambda kept: setattr(cell, "cell_contents", kept))
        self._visit(read(), name)

    def _code(self, code: CodeType) -> None:
        self.code.append(code)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._code(constant)

    def _add(
        self,
        name: str,
        read: Callable[[], Any],
        put_back: Callable[[Any], object],
        prefix: str | None = None,
        now: Callable[[], Any] | None = None,
    ) -> None:
        self.places.append(Place(name, now or read, read, put_back, prefix))


def is_own(key: object) -> bool:
    """False for what Python itself keeps in a module or a class."""
    return not (isinstance(key, str) and key.startswith("__") and key.endswith("__"))


def _is_description(value: Any) -> bool:
    """True for a scenario, a scope and the like: nobody changes what the library remembers in it.

    A scenario remembers all that was searched of it, and a module may have several.
    """
    parameters: Any = getattr(type(value), "__dataclass_params__", None)
    is_fixed = parameters is not None and parameters.frozen
    return is_fixed and _is_of_the_library(type(value).__module__)


def _is_of_the_library(module: str) -> bool:
    return module.partition(".")[0] == __name__.partition(".")[0]


def _is_foreign(module: str, *, ours: bool = True) -> bool:
    top = module.partition(".")[0]
    if _is_of_the_library(module):
        return ours  # wherever it is installed: in a page that is among the site-packages
    if top in sys.stdlib_module_names:
        return True
    return "site-packages" in (getattr(sys.modules.get(module), "__file__", None) or "")


def _refill(names: dict[Any, Any], kept: dict[Any, Any]) -> None:
    for key in names.keys() - kept.keys():
        if is_own(key):
            del names[key]
    names.update(kept)


def _reset(owner: type, kept: dict[str, Any]) -> None:
    now = dict(vars(owner))
    for key in filter(is_own, now.keys() - kept.keys()):
        delattr(owner, key)
    for key in filter(is_own, kept):
        if key not in now or now[key] is not kept[key]:
            setattr(owner, key, kept[key])


def _replace(items: Any, kept: Any) -> None:
    items.clear()
    (items.update if isinstance(items, set) else items.extend)(kept)
