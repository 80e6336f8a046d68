"""Where in a design's text something stands that only the text shows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_ABOUT = ("stores", "messages", "processes", "endpoints", "headers")
_POSITIONS = {"Scenario": (None, "stores", "messages")}


@dataclass(frozen=True)
class Twice:
    """A key that a dict has twice: Python keeps the last one, and says nothing."""

    what: str
    key: str
    line: int

    def told(self, file: str) -> tuple[str, str, int]:
        """Return what is wrong in a sentence, the file, and the line."""
        said = (
            f"{self.what} has {self.key} twice, and Python keeps the second one only. Give each "
            "its own name."
        )
        return said, file, self.line


class SourcePlaces:
    """Looks things up in the text of a module that could be imported."""

    def __init__(self, source: str) -> None:
        self._tree = ast.parse(source)

    def line_of(self, name: str) -> int | None:
        """Return the line of the last statement that binds this name at the top level."""
        lines = [
            statement.lineno for statement in self._tree.body if name in set(_bound_by(statement))
        ]
        return lines[-1] if lines else None

    def key_that_comes_twice(self) -> Twice | None:
        """Return the first key that comes twice in a dict of stores, messages and the like."""
        for what, node in self._dicts():
            seen: set[str] = set()
            for key in node.keys:
                text = ast.unparse(key) if key is not None else None
                if text is None or key is None:
                    continue
                if text in seen:
                    return Twice(what, text, key.lineno)
                seen.add(text)
        return None

    def _dicts(self) -> Iterator[tuple[str, ast.Dict]]:
        """Yield the dicts that are arguments of a call, or are bound to a name like those."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg in _ABOUT and isinstance(keyword.value, ast.Dict):
                        yield str(keyword.arg), keyword.value
                positions = _POSITIONS.get(getattr(node.func, "id", ""), ())
                for what, argument in zip(positions, node.args, strict=False):
                    if what and isinstance(argument, ast.Dict):
                        yield what, argument
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                for name in _bound_by(node):
                    if name.lower() in _ABOUT:
                        yield name, node.value


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
    elif isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name for alias in statement.names)
