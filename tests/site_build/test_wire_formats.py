"""What Python writes for the page is what the page reads: the same fields, and null where None is.

The library declares its JSON in `explain/trace.py` and `entrypoints/events.py`, the front end in
`protocol/trace.ts` and `protocol/messages.ts`, and each type has one name in both.
"""

import re
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from consistent_messaging import checker
from consistent_messaging.checker import leaks, oracle, reachability
from consistent_messaging.entrypoints import events, on_postgresql
from consistent_messaging.explain import trace
from consistent_messaging.model.actions import DONE, GIVEN_BACK, KINDS, PARTLY_ACKED, Fault

PROTOCOL = Path(__file__).parents[2] / "code" / "lab" / "protocol"
MODULES = {"leaks": leaks, "trace": trace}


def source(name: str) -> str:
    text = (PROTOCOL / name).read_text(encoding="utf-8")
    return re.sub(r"/\*\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


def interfaces(name: str) -> dict[str, dict[str, bool]]:
    """The fields of each interface, with those that it extends; True where null may be."""
    found: dict[str, dict[str, bool]] = {}
    pattern = r"export interface (\w+)(?: extends (\w+))? \{(.*?)\n\}"
    for interface, base, body in re.findall(pattern, source(name), flags=re.DOTALL):
        found[interface] = {**found.get(base, {}), **fields(body)}
    return found


def fields(body: str) -> dict[str, bool]:
    return {key: "null" in kind for key, kind in re.findall(r"(\w+): ([^;]+)", body)}


def typed_dicts(module: Any) -> dict[str, dict[str, bool]]:
    """The fields of each TypedDict of a module; True where None may be."""
    return {
        name: {key: nullable(hint) for key, hint in hints(each).items()}
        for name, each in vars(module).items()
        if is_typeddict(each)
    }


def hints(each: type) -> dict[str, Any]:
    policy = {"Policy": leaks.Policy}
    return get_type_hints(each, localns={**MODULES, **policy}, include_extras=True)


def nullable(hint: Any) -> bool:
    return type(None) in get_args(get_args(hint)[0] if get_origin(hint) is NotRequired else hint)


def words(name: str, constant: str) -> set[str]:
    """The words of a list that is `as const`."""
    (body,) = re.findall(rf"const {constant} = \[(.*?)\] as const", source(name), flags=re.DOTALL)
    return set(re.findall(r'"([^"]+)"', body))


@pytest.mark.parametrize("name", sorted(interfaces("trace.ts")))
def test_a_part_of_an_explained_history_has_the_same_fields_on_both_sides(name) -> None:
    assert typed_dicts(trace)[name] == interfaces("trace.ts")[name]


@pytest.mark.parametrize("name", ["CollectedRow", "FoundHistory"])
def test_a_part_of_an_event_has_the_same_fields_on_both_sides(name) -> None:
    assert typed_dicts(events)[name] == interfaces("messages.ts")[name]


def test_what_is_asked_for_has_the_same_fields_on_both_sides() -> None:
    assert typed_dicts(trace)["Script"] == interfaces("messages.ts")["Script"]
    assert typed_dicts(events)["RunScript"] == interfaces("messages.ts")["Script"]


@pytest.mark.parametrize(
    "name", ["ShownStatement", "ShownTable", "RealStep", "ShownQuery", "RealEnd"]
)
def test_what_is_shown_of_postgresql_has_the_same_fields_on_both_sides(name) -> None:
    assert typed_dicts(on_postgresql)[name] == interfaces("on_postgresql.ts")[name]


@pytest.mark.parametrize(
    ("file", "name", "module"),
    [
        ("messages.ts", "PythonEvent", events),
        ("on_postgresql.ts", "DatabaseEvent", on_postgresql),
    ],
)
def test_each_event_has_the_same_fields_on_both_sides(file, name, module) -> None:
    declared = interfaces("messages.ts")
    (union,) = re.findall(rf"export type {name} =(.*?\}});\n\n", source(file), re.DOTALL)
    in_page = {}
    for body, base in re.findall(r"\{ (type: .*?) \}(?: & (\w+))?", union):
        kind = re.findall(r'type: "(\w+)"', body)[0]
        in_page[kind] = {**fields(body), **declared.get(base, {})}
    in_python = {
        get_args(hints(event)["type"])[0]: typed_dicts(module)[event.__name__]
        for event in get_args(module.Event)
    }
    assert in_python == in_page
    assert len(in_python) > 5


def test_the_words_of_both_sides_are_the_same() -> None:
    assert words("trace.ts", "risks") == set(get_args(reachability.Risk))
    assert words("trace.ts", "anomalies") == set(get_args(oracle.Anomaly))
    others = {DONE, PARTLY_ACKED, GIVEN_BACK}
    assert words("trace.ts", "ends") == {kind.end for kind in KINDS.values()} | others
    assert words("messages.ts", "leftovers") == set(get_args(leaks.Policy))


def test_the_page_knows_every_action_by_its_name_and_whom_it_is_about() -> None:
    row = r'\{ mark: "(.)", name: "([^"]+)", about: "(\w+)", fault: ("\w+"|null)'
    constants = {
        each.mark: f'"{name}"' for name, each in vars(checker).items() if isinstance(each, Fault)
    }
    assert re.findall(row, source("actions.ts")) == [
        (kind.mark, kind.name, kind.strikes.value, constants.get(kind.mark, "null"))
        for kind in KINDS.values()
    ]
