"""Where a breach stands in the source: the `except` that catches all, the loop without an end."""

import ast
import linecache
import warnings
from collections.abc import Iterator
from types import FrameType

Place = tuple[str, int]


def swallowing_line(file: str, line: int) -> tuple[str, int] | None:
    """Return how the innermost `try` around a line keeps every exception from going on, and where.

    None if no `try` around it does.
    """
    found = None
    for node in _around(file, line, ast.Try):
        assert isinstance(node, ast.Try)
        if not node.body[0].lineno <= line <= (node.body[-1].end_lineno or line):
            continue
        for handler in node.handlers:
            if handler.type is None:
                found = "except:", handler.lineno
            elif any(getattr(n, "id", "") == "BaseException" for n in ast.walk(handler.type)):
                found = "except BaseException:", handler.lineno
        leaving = [n for n in _nodes(node.finalbody) if isinstance(n, _LEAVES)]
        if leaving:
            found = type(leaving[0]).__name__.lower() + " in finally", leaving[0].lineno
    return found


def endless_loop(frame: FrameType | None, files: set[str]) -> Place | None:
    """Return where the loop stands that the frame is in, or one of its callers in these files.

    A `while` is taken rather than a `for`: what a `for` goes over has an end most often.
    """
    found: Place | None = None
    while frame is not None:
        file, line = frame.f_code.co_filename, frame.f_lineno
        if file in files:
            loops = [node.lineno for node in _around(file, line, ast.While)]
            if loops:
                return file, loops[-1]
            steps = [node.lineno for node in _around(file, line, ast.For)]
            found = found or (file, steps[-1] if steps else line)
        frame = frame.f_back
    return found


_LEAVES = (ast.Return, ast.Break, ast.Continue)


def _around(file: str, line: int, kind: type[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a kind that the line stands in, from the outside in."""
    with warnings.catch_warnings(action="ignore"):  # whoever imported the file has had them
        try:
            tree = ast.parse("".join(linecache.getlines(file)))
        except SyntaxError:  # the file was changed after it had been imported
            return
    found = [node for node in ast.walk(tree) if isinstance(node, kind)]
    inside = [node for node in found if node.lineno <= line <= (node.end_lineno or 0)]
    yield from sorted(inside, key=lambda node: node.lineno)


def _nodes(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in statements:
        yield from (node for node in ast.walk(statement) if isinstance(node, ast.stmt))
