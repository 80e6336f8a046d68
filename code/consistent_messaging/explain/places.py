"""Where in the learner's file something happened: the line that decides, and the helper it called.

A store is called in a helper, such as `save`, most often; which line called that one is what a
reader wants to know. So each line that ran comes with the lines of the functions that led to it.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Chain = tuple[tuple[str, int], ...]
"""The functions under way in the learner's file, from the outside in, with their lines."""


@dataclass(frozen=True)
class Place:
    """A line, and the function in it; `helper` is the one beneath in which it came to pass."""

    line: int
    function: str
    helper: str = ""
    helper_line: int = 0

    def __str__(self) -> str:
        """Say which helper it was, if it was one: `, in save (line 50)`."""
        return f", in {self.helper} (line {self.helper_line})" if self.helper else ""


def place_of(chain: Chain, chains: Iterable[Chain]) -> Place | None:
    """Return the place in the function that decides.

    That is the outermost one of which more than one line ran: a method that only hands a message
    on decides nothing.
    """
    if not chain:
        return None
    level = _deciding_level(chain, chains)
    function, line = chain[level]
    if level == len(chain) - 1:
        return Place(line, function)
    return Place(line, function, *chain[-1])


def parting(one: Sequence[Chain], other: Sequence[Chain], upto: int) -> Chain | None:
    """Return the last place before `upto` from which one attempt went on as the other never did.

    A function that has returned decided nothing: then it is the line that had called it.
    """
    ways: dict[int, set[int]] = {}
    for chain, after in pairwise(other):
        ways.setdefault(chain[-1][1], set()).add(after[-1][1])
    for at in reversed(range(min(upto, len(one) - 1))):
        chain, after = one[at], one[at + 1]
        line = chain[-1][1]
        if line in ways and after[-1][1] not in ways[line]:
            return chain[: min(len(chain), len(after))]
    return None


def passed_by(source: str, lines: Iterable[int]) -> tuple[int, int] | None:
    """Return the branch that was taken past a line that sends, and that line; None if none was."""
    ran, tree = set(lines), ast.parse(source)
    for branch, sending in _sending(tree, _that_send(tree)):
        if branch in ran and sending not in ran:
            return branch, sending
    return None


def turned_away(source: str, lines: Sequence[int], kind: str) -> int | None:
    """Return the line at which what ran turned away from a line that makes this kind of content.

    That is the branch around it, or the one with which its function was left before.
    """
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        ran = [n for n in lines if function.lineno < n <= (function.end_lineno or 0)]
        made = [node.lineno for node in ast.walk(function) if _called(node) == kind]  # type: ignore[attr-defined]
        for line in made if ran and not set(made) & set(ran) else ():
            around = [b for b in _branches_around(function, line) if b in ran]
            left = _branches_around(function, ran[-1])
            return (around or left or ran)[-1]
    return None


def _branches_around(function: ast.AST, line: int) -> list[int]:
    """Return the lines of the branches in which a line stands, from the outside in."""
    return [
        node.lineno
        for node in ast.walk(function)
        if isinstance(node, (ast.If, ast.While)) and node.lineno <= line <= (node.end_lineno or 0)
    ]


def _deciding_level(chain: Chain, chains: Iterable[Chain]) -> int:
    lines: dict[tuple[str, ...], set[int]] = {}
    for each in chains:
        for level in range(len(each)):
            functions = tuple(name for name, _ in each[: level + 1])
            lines.setdefault(functions, set()).add(each[level][1])
    for level in range(len(chain)):
        if len(lines.get(tuple(name for name, _ in chain[: level + 1]), ())) > 1:
            return level
    return len(chain) - 1


def _that_send(tree: ast.AST) -> set[str]:
    """Return the names of what sends: the calls that do, and the functions that lead to one."""
    names = {"dispatch", "publish", "send"}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = -1
    while found != len(names):
        found = len(names)
        names |= {f.name for f in functions if names & set(map(_called, ast.walk(f)))}
    return names


def _sending(
    tree: ast.AST, names: set[str], branch: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield each line that sends and stands in a branch, with the line of that branch."""
    for node in ast.iter_child_nodes(tree):
        if branch is not None and _called(node) in names:
            yield branch, node.lineno  # type: ignore[attr-defined]  # it is a call
        inside = node.lineno if isinstance(node, (ast.If, ast.While)) else branch
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inside = None
        yield from _sending(node, names, inside)


def _called(node: ast.AST) -> str:
    """Return the name of what a node calls, without whose it is; empty if it calls nothing."""
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "attr", getattr(called, "id", ""))
