"""A worker: one handler object, made for its first attempt and used again for the next.

The model makes a handler for every attempt. A worker shows whether that matters: what an attempt
does must not depend on what another one has left in the object.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import CellType, FunctionType, MethodType
from typing import Any

from consistent_messaging.api.context import MessageContext
from consistent_messaging.execution.calls import Tape, is_port, port, rebind
from consistent_messaging.execution.captured_output import printing

_EMPTY = CellType()
_KEPT_WHOLE = (str, int, float, bool, bytes, type(None))


class Worker:
    """A handler object with its stores, or what is to become one."""

    def __init__(self, make_handler: Callable[..., Any], stores: Mapping[str, object]) -> None:
        self._make_handler, self._stores = make_handler, stores
        self._ports: list[Any] | None = None
        self.handler: Any = None

    def made(self) -> Any:
        """Return the handler as it is before its first attempt."""
        with printing(None):
            return self.at(None)

    def at(self, tape: Tape | None) -> Any:
        """Return the handler, whose calls get their answers from this tape."""
        if self._ports is None:
            self._ports = [port(name, store, tape) for name, store in self._stores.items()]
            self.handler = self._make_handler(*self._ports)
        for each in self._ports:
            rebind(each, tape)
        return self.handler


@dataclass(frozen=True)
class Kept:
    """An attribute that is not as it was when the object was made: its name, and how to undo it."""

    name: str
    put_back: Callable[[], None]


def kept(used: Any, fresh: Any) -> list[Kept]:
    """Return what a used handler keeps that one which was just made does not."""
    return list(_differences(used, fresh, "self", set()))


def content(value: Any) -> object:
    """Return what can be compared of a value that a handler keeps."""
    return _content(value, ())


def _differences(used: Any, fresh: Any, name: str, seen: set[int]) -> Iterator[Kept]:
    if id(used) in seen:
        return
    seen.add(id(used))
    now, before = attributes(used), attributes(fresh)
    for key in dict.fromkeys([*before, *now]):
        one, other = now.get(key), before.get(key)
        if key in now and key in before and type(one) is type(other) and attributes(one):
            yield from _differences(one, other, f"{name}.{key}", seen)
        elif (key in now) != (key in before) or content(one) != content(other):
            yield Kept(f"{name}.{key}", lambda key=key: _put_back(used, before, key))  # type: ignore[misc]


def _put_back(used: Any, before: dict[str, Any], key: str) -> None:
    if key in before:
        vars(used)[key] = before[key]
    else:
        vars(used).pop(key, None)


def attributes(value: Any) -> dict[str, Any]:
    """Return the attributes of an object of the learner's; nothing of any other value."""
    foreign = isinstance(value, (*_KEPT_WHOLE, type, FunctionType, MethodType)) or is_port(value)
    own = getattr(value, "__dict__", None)
    return own if isinstance(own, dict) and not foreign and not _is_frozen(value) else {}


def _is_frozen(value: Any) -> bool:
    """True for messages and the like, which are values; and for what is the library's."""
    parameters = getattr(type(value), "__dataclass_params__", None)
    ours = type(value).__module__.partition(".")[0] == __name__.partition(".")[0]
    return ours or bool(parameters and parameters.frozen)


def _content(value: Any, within: tuple[int, ...]) -> object:
    kind = type(value)
    if isinstance(value, _KEPT_WHOLE):
        return kind, value
    if id(value) in within:
        return "itself"
    within = (*within, id(value))
    if isinstance(value, dict):
        return kind, [(_content(k, within), _content(v, within)) for k, v in value.items()]
    if isinstance(value, (list, tuple, deque)):
        return kind, [_content(item, within) for item in value]
    if isinstance(value, (set, frozenset)):
        return kind, sorted(repr(_content(item, within)) for item in value)
    if isinstance(value, FunctionType):
        cells = [cell for cell in value.__closure__ or () if cell != _EMPTY]
        return kind, [_content(cell.cell_contents, within) for cell in cells]
    if isinstance(value, MessageContext):  # besides, it knows all that runs the handler
        return kind, value.message_id, _content(dict(value.headers), within)
    own = getattr(value, "__dict__", None)
    if is_port(value) or not isinstance(own, dict) or isinstance(value, type):
        return kind
    return kind, [(key, _content(item, within)) for key, item in own.items()]
