"""Protocols that are changed in one small place each, as a slip of the hand would: mutants.

A mutation sets one field of one node of the syntax tree. It strikes where a handler runs, in
functions and methods, but not in `__init__`, which only keeps the stores.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import protocols

KINDS = ("delete", "swap", "leave", "negate", "choose", "drop", "ignore")
"""A statement is deleted, swapped with the next one, or returned before; a condition is negated;
of alternatives, one is always chosen; what guards is dropped; what a call returns is ignored."""

DOES_WITHOUT = {"derived_id", "get", "pop"}  # these calls can do without one of their arguments
NO_GUARD = {"strict"}  # it says that two lists are equally long, which they always are
OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


class Edit(NamedTuple):
    """One field of one node, and what it is set to. `change` is empty where the line tells it."""

    kind: str
    node: ast.AST
    field: str
    value: Any
    change: str = ""


@dataclass(frozen=True)
class Mutant:
    """A protocol with one mutation; `change` says where it is and what it does."""

    protocol: str
    kind: str
    change: str
    tree: ast.Module
    edit: Edit

    def handler(self) -> Any:
        """Return the mutated handler class."""
        with _applied(self.edit):
            return protocols.module(self.protocol, ast.fix_missing_locations(self.tree)).Handler

    def __str__(self) -> str:
        return f"{self.protocol}: {self.change}"


def mutants_of(protocol: str) -> list[Mutant]:
    """Return all mutants of a protocol."""
    return list(mutated(protocol, protocols.path_of(protocol).read_text(encoding="utf-8")))


def mutated(name: str, source: str) -> Iterator[Mutant]:
    """Yield all mutants of a source that differ from it and from one another."""
    tree = ast.parse(source)
    for place, function in _functions(tree):
        seen = {ast.unparse(function)}
        times: Counter[str] = Counter()
        for statement in [node for node in ast.walk(function) if isinstance(node, ast.stmt)]:
            before = _headline(statement)
            for edit in list(_edits(statement)):
                with _applied(edit):
                    text, after = ast.unparse(function), _headline(statement)
                if text not in seen:
                    seen.add(text)
                    change = f"{place}: {edit.change or f'`{before}` → `{after}`'}"
                    times[change] += 1
                    again = f" ({times[change]})" if times[change] > 1 else ""
                    yield Mutant(name, edit.kind, change + again, tree, edit)


@contextmanager
def _applied(edit: Edit) -> Iterator[None]:
    before = getattr(edit.node, edit.field)
    setattr(edit.node, edit.field, edit.value)
    try:
        yield
    finally:
        setattr(edit.node, edit.field, before)


def _functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{inside}{node.name}.")
        elif isinstance(node, ast.FunctionDef) and node.name != "__init__":
            yield f"{inside}{node.name}", node


def _edits(statement: ast.stmt) -> Iterator[Edit]:
    """Yield the edits of a statement, but not those of the statements inside of its own."""
    for owner in [statement, *getattr(statement, "handlers", [])]:
        for field in ("body", "orelse"):
            if getattr(owner, field, None):
                yield from _edits_of_a_block(owner, field)
    for node in _expressions(statement):
        yield from _edits_of_a_condition(node)
        yield from _edits_of_a_choice(node)
        if isinstance(node, ast.Call):
            yield from _edits_of_a_call(node)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.stmt, ast.ExceptHandler)):
            yield from _expressions(child)


def _edits_of_a_block(owner: ast.AST, field: str) -> Iterator[Edit]:
    block: list[ast.stmt] = getattr(owner, field)
    for number, one in enumerate(block):
        before, after, told = block[:number], block[number + 1 :], f"`{_headline(one)}`"
        is_last = not after and isinstance(owner, ast.FunctionDef)

        def edit(kind: str, change: str, *new: ast.stmt) -> Edit:
            block = [*before, *new, *after] or [ast.Pass()]  # noqa: B023  # called at once
            return Edit(kind, owner, field, block, change)

        yield edit("delete", f"delete {told}")
        if not isinstance(one, (ast.Return, ast.Raise)) and not is_last:
            left = [*before, ast.Return()]
            yield Edit("leave", owner, field, left, f"return before {told}")
        if after:
            swapped = [*before, after[0], one, *after[1:]]
            change = f"swap {told} and `{_headline(after[0])}`"
            yield Edit("swap", owner, field, swapped, change)
        if isinstance(one, ast.If):
            yield edit("choose", f"always do what {told} guards", *one.body)
        if isinstance(one, ast.Try):
            yield edit("drop", f"drop `{_headline(one.handlers[0])}`", *one.body)
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call):
            yield edit("ignore", f"ignore what {told} returns", ast.Expr(one.value))


def _edits_of_a_condition(node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, (ast.If, ast.IfExp)):
        yield Edit("negate", node, "test", _negated(node.test))
    if isinstance(node, ast.comprehension) and node.ifs:
        yield Edit("negate", node, "ifs", [_negated(node.ifs[0]), *node.ifs[1:]])
        yield Edit("choose", node, "ifs", node.ifs[1:])
    if isinstance(node, ast.Compare):
        yield Edit("negate", node, "ops", [OPPOSITES[type(node.ops[0])](), *node.ops[1:]])


def _edits_of_a_choice(node: ast.AST) -> Iterator[Edit]:
    """Yield the edits that put one of several alternatives, inside this node, in their place."""
    for field, value in ast.iter_fields(node):
        if not isinstance(value, list):
            for choice in _alternatives(value):
                yield Edit("choose", node, field, choice)
            continue
        for number, child in enumerate(value):
            for choice in _alternatives(child):
                chosen = [*value[:number], choice, *value[number + 1 :]]
                yield Edit("choose", node, field, chosen)


def _edits_of_a_call(call: ast.Call) -> Iterator[Edit]:
    for number, keyword in enumerate(call.keywords):
        if keyword.arg not in NO_GUARD:
            without = [*call.keywords[:number], *call.keywords[number + 1 :]]
            yield Edit("drop", call, "keywords", without)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if name in DOES_WITHOUT and len(call.args) > 1:
        for number in range(len(call.args)):
            yield Edit("drop", call, "args", [*call.args[:number], *call.args[number + 1 :]])


def _alternatives(node: object) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.BoolOp) else []


def _negated(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return ast.Compare(test.left, [OPPOSITES[type(test.ops[0])]()], test.comparators)
    return ast.UnaryOp(ast.Not(), test)


def _headline(node: ast.AST) -> str:
    return ast.unparse(node).strip().splitlines()[0]
