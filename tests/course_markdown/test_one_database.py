"""What the pages say of one transaction: its world holds, and shows what the page shows."""

import ast
import re
from pathlib import Path

import pytest
from consistent_messaging.checker import ALL_FAULTS, Scope, check
from course_notebooks import ONE_TRANSACTION, solution

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def classes(source: str) -> dict[str, str]:
    """What the handler and the relay of a source do, by name; docstrings left out."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name in ("OrderHandler", "Relay"):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            for method in methods:
                if ast.get_docstring(method):
                    method.body = method.body[1:]
            found[node.name] = "\n".join(ast.unparse(m) for m in methods if m.name != "__init__")
    return found


def test_the_handler_and_the_relay_of_the_page_are_those_beside_every_other_idea() -> None:
    page = (REFERENCE / "in-a-real-system.md").read_text(encoding="utf-8")
    [shown, *_] = re.findall(
        r'^```demonstration world="one_database".*\n((?:.*\n)*?)```', page, re.M
    )
    world = (ROOT / "code" / "exercises" / "one_database.py").read_text(encoding="utf-8")
    assert len(classes(shown)) == 2
    assert classes(shown) == classes(world)


@pytest.mark.parametrize("page", ["in-a-real-system.md", "checker.md"])
def test_the_pages_say_how_far_one_transaction_was_searched(page: str) -> None:
    faults = tuple(fault for fault in ALL_FAULTS if not fault.avoidable)
    verdict = check(solution(ONE_TRANSACTION), Scope(("A", "B"), faults, most_faults=2))
    assert verdict.verdict == "pass"
    assert f" {verdict.states:,} " in (REFERENCE / page).read_text(encoding="utf-8")
