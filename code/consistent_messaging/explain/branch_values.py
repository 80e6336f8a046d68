"""The value that decided a branch: `[A, B] is not [A]` behind the line of an `if`.

Only comparisons of names, attributes and literals are looked at, and nothing of the learner's is
called for it.
"""

import ast
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from consistent_messaging.api.frozen_values import PLAIN
from consistent_messaging.explain.value_format import shown_value

_MISSING = object()
_WORDS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("is", "is not"),
    ast.NotEq: ("is not", "is"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("is in", "is not in"),
    ast.NotIn: ("is not in", "is in"),
    ast.Lt: ("is below", "is not below"),
    ast.LtE: ("is at most", "is more than"),
    ast.Gt: ("is more than", "is at most"),
    ast.GtE: ("is at least", "is below"),
}


class Branches:
    """The branches of one source file, by line."""

    def __init__(self, source: str) -> None:
        self._by_line = {test.lineno: test for test in _comparisons(source)}

    def decided(self, frame: FrameType) -> str | None:
        """Return how the branch goes in whose line a frame stands; None if it is none."""
        test = self._by_line.get(frame.f_lineno)
        if test is None:
            return None
        names = {**frame.f_globals, **frame.f_locals}
        left, right = _value(test.left, names), _value(test.comparators[0], names)
        if left is _MISSING or right is _MISSING:
            return None
        operator = type(test.ops[0])
        holds = _holds(operator, left, right)
        if holds is None:
            return None
        shown = ast.unparse(test.left) if right is None else shown_value(left)
        return f"{shown} {_WORDS[operator][not holds]} {shown_value(right)}"


def _comparisons(source: str) -> Iterator[ast.Compare]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.If, ast.While)):
            test = node.test
            if isinstance(test, ast.Compare) and len(test.ops) == 1:
                yield test


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return what an expression stands for; `_MISSING` if it would take a call to know."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names.get(name, _MISSING)
        case ast.Attribute(value=owner, attr=name):
            return getattr(_value(owner, names), "__dict__", {}).get(name, _MISSING)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            values = [_value(part, names) for part in parts]
            if any(value is _MISSING for value in values):
                return _MISSING
            return values if isinstance(node, ast.List) else tuple(values)
    return _MISSING


def _holds(operator: type[ast.cmpop], left: Any, right: Any) -> bool | None:
    """Compare plain values and collections of them; None for anything else."""
    if not (_is_plain(left) and _is_plain(right)):
        return None
    try:
        match operator():
            case ast.Eq() | ast.NotEq():
                return bool(left == right) is (operator is ast.Eq)
            case ast.Is() | ast.IsNot():
                return (left is right) is (operator is ast.Is)
            case ast.In() | ast.NotIn():
                return (left in right) is (operator is ast.In)
            case ast.Lt():
                return bool(left < right)
            case ast.LtE():
                return bool(left <= right)
            case ast.Gt():
                return bool(left > right)
    except TypeError:
        return None
    return bool(left >= right)


def _is_plain(value: Any) -> bool:
    if type(value) in (list, tuple, set, frozenset, dict):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN)
