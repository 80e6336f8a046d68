"""A history as a test for pytest, which passes once the design is repaired.

It replays the history as far as that still goes, and searches the narrowest scope that has it.
"""

import json
import re
from collections.abc import Iterable

from consistent_messaging.checker.fault_names import constants_for
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.model.actions import DELIVERY
from consistent_messaging.simulation.attempt import messages_of
from consistent_messaging.simulation.history import History

_MOST_WORDS = 9  # of a test's name


def as_test(
    history: History,
    message: str,
    *,
    module: str,
    name: str,
    consumers: int = 2,
    leftovers: Policy = "any",
) -> str:
    """Return the source of a test; `message` is what is wrong with the history, or empty.

    The scenario is imported by its `name` from a `module`. Nothing is asked of the test's name but
    that it says what happened.
    """
    words = re.findall(r"[a-z0-9]+", (message or "a history that holds").lower())[:_MOST_WORDS]
    body = _replay(history, name) if not message else _repair(history, name, consumers, leftovers)
    faults = constants_for(history.marks) if message else []
    imports = [f"from consistent_messaging.checker import {', '.join(faults)}"] if faults else []
    checks = "Scope, assert_repaired" if message else "assert_consistent"
    lines = [
        *imports,
        f"from consistent_messaging.checks import {checks}",
        f"from {module} import {name}",
        "",
        "",
        f"def test_{'_'.join(words)}():",
        f'    """A history of {module}."""',
        *body,
    ]
    return "\n".join([*lines, ""])


def _replay(history: History, name: str) -> list[str]:
    return [f"    assert_consistent({name}, {name}.replay({json.dumps(history.schedule)}))"]


def _repair(history: History, name: str, consumers: int, leftovers: Policy) -> list[str]:
    return [
        "    assert_repaired(",
        f"        {name},",
        f"        {json.dumps(history.schedule, ensure_ascii=False)},",
        f"        {_scope_of(history, consumers, leftovers)},",
        "    )",
    ]


def _scope_of(history: History, consumers: int, leftovers: Policy) -> str:
    """Return the narrowest scope that has this history in it, as Python."""
    labels = [s.attempt or "" for s in history.steps if s.action.startswith(DELIVERY.mark)]
    delivered = [n for n in history.played if any(n in messages_of(label) for label in labels)]
    parts = [_tuple(json.dumps(name, ensure_ascii=False) for name in delivered or history.played)]
    if history.faults:
        parts += [_tuple(constants_for(history.marks)), f"most_faults={history.faults}"]
    if consumers != 2:
        parts.append(f"consumers={consumers}")
    if leftovers != "any":
        parts.append(f"leftovers={json.dumps(leftovers)}")
    return f"Scope({', '.join(parts)})"


def _tuple(parts: Iterable[str]) -> str:
    items = list(parts)
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
