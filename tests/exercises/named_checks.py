"""An exercise's files with some of its checks only: those that are expected to refuse a program."""

import ast
from collections.abc import Set

from consistent_messaging.exercise.exercise import Exercise


def with_only(exercise: Exercise, source: str, checks: Set[str]) -> dict[str, str]:
    """The files of the exercise with this code, and with no other checks than these."""
    files = exercise.sources(source)
    tests = f"test_{exercise.file_name}"
    tree = ast.parse(files[tests])
    named = set(_functions(tree))
    assert checks <= named
    others = {name for name in named - checks if name.startswith("test_")}
    tree.body = [node for node in tree.body if getattr(node, "name", "") not in others]
    return files | {tests: ast.unparse(tree)}


def first_checks(exercise: Exercise, count: int) -> set[str]:
    """The names of the checks that come first in an exercise."""
    tests = exercise.sources(exercise.solution)[f"test_{exercise.file_name}"]
    names = _functions(ast.parse(tests))
    return set([name for name in names if name.startswith("test_")][:count])


def _functions(tree: ast.Module) -> list[str]:
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
