"""The JSON of a history: it is as documented, and a reader who has only that can play it."""

import builtins
import copy
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import consistent_messaging
import designs_table
import pytest
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain.portable_history import portable_history
from consistent_messaging.explain.portable_values import as_json
from consistent_messaging.scenario import Scenario
from history_player import Code, Differs, Player
from jsonschema import Draft202012Validator, ValidationError

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA = json.loads((REFERENCE / "history.schema.json").read_text(encoding="utf-8"))
TABLE = designs_table.read()
RETRY = "cases/in_progress_until_a_time:reported"


@dataclass(frozen=True)
class Add:
    item: str


class Days:
    """Keeps when a message was seen last."""

    def __init__(self) -> None:
        self.records: dict[str, float] = {}

    def note(self, key: str, time: float) -> None:
        self.records[key] = time


class Dates:
    """Asks for the time, notes it, and publishes it."""

    def __init__(self, days: Any, dispatcher: Any) -> None:
        self.days = days

    def handle(self, message: Add, context: Any) -> None:
        now = context.now()
        self.days.note(context.message_id, now)
        context.publish(now, f"{context.message_id}/{now}")


@cache
def recorded(name: str) -> str:
    design, row = designs_table.design(name), TABLE[name]
    names = design.scope.messages
    schedule = row.get("schedule") or design.scenario.play_quietly(*names).schedule
    how = {"consumers": design.scope.consumers, "leftovers": design.scope.leftovers}
    made = portable_history(design.scenario, schedule, messages=names, **how)
    return json.dumps(made, allow_nan=False)


def history_of(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(recorded(name))
    return made


def code_of(scenario: Scenario) -> Code:
    """The classes of a scenario, and those that values and errors are made of."""
    classes = {**vars(builtins), **vars(consistent_messaging)}
    for made in (scenario.handler, *scenario.processes.values(), *scenario.endpoints.values()):
        for base in getattr(made, "__mro__", ()):
            classes |= vars(sys.modules[base.__module__])
    classes |= {type(message).__name__: type(message) for message in scenario.messages.values()}
    endpoints = {kind.__name__: made for kind, made in scenario.endpoints.items()}
    return Code(scenario.handler, endpoints, scenario.processes, classes)


def played(name: str, history: dict[str, Any], like: str = "") -> Player:
    player = Player(history, code_of(designs_table.design(like or name).scenario))
    player.play()
    return player


@pytest.mark.parametrize("name", TABLE)
def test_a_history_is_as_the_schema_says(name: str) -> None:
    validator().validate(history_of(name))


@cache
def validator() -> Draft202012Validator:
    """Holds a history to the schema, in which a writer's fields are all there are."""
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(without_more(SCHEMA))


def without_more(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema as it is for a writer: a reader accepts fields that are not in it."""
    strict = copy.deepcopy(schema)
    for part in list(parts_of(strict)):
        if isinstance(part.get("properties"), dict):
            part["additionalProperties"] = False
    return strict


def test_a_field_that_is_not_documented_would_be_noticed() -> None:
    history = history_of(RETRY) | {"more": 1}
    Draft202012Validator(SCHEMA).validate(history)
    with pytest.raises(ValidationError):
        validator().validate(history)


@pytest.mark.parametrize("name", TABLE)
def test_a_reader_who_has_only_the_json_plays_the_same_history(name: str) -> None:
    history = history_of(name)
    player = played(name, history)
    assert player.stores == history["end"]["stores"]
    assert player.sent == history["end"]["sent"]
    assert player.answers == history["end"]["answers"]


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if "anomaly" in row])
def test_what_is_wrong_is_in_it(name: str) -> None:
    history, row = history_of(name), TABLE[name]
    if row["anomaly"] != "stuck":  # a schedule alone does not show that nothing ever ends
        assert (history["anomaly"], history["message"] != "") == (row["anomaly"], True)
    assert sum(step["fault"] for step in history["steps"]) == row["faults"]
    if row["schedule"]:  # empty where nothing has to happen before it is stuck
        assert [step["action"] for step in history["steps"]] == row["schedule"].split()


def test_the_player_notices_what_the_code_does_not_do() -> None:
    history = history_of(RETRY)
    calls = [step["call"] for step in history["steps"] if "call" in step]
    assert len(calls) > 2
    for number in range(len(calls)):
        changed = copy.deepcopy(history)
        at = [step["call"] for step in changed["steps"] if "call" in step][number]
        at["arguments"] = ["somebody else's"]
        with pytest.raises(Differs):
            played(RETRY, changed)


def test_the_repaired_design_leaves_the_history_of_the_wrong_one() -> None:
    right = RETRY.replace(":reported", ":repaired")
    with pytest.raises(Differs, match="withdraw_once"):
        played(RETRY, history_of(RETRY), like=right)


def test_the_designs_have_all_that_a_step_can_have() -> None:
    """Else a field could be wrong, and no history above would show it."""
    steps = [step for name in TABLE for step in history_of(name)["steps"]]
    assert {field for step in steps for field in step} == {*SCHEMA["$defs"]["step"]["properties"]}
    answers = [step["call"]["answer"] for step in steps if "call" in step]
    assert any("error" in answer for answer in answers)
    assert any(given["what"] == "id" for step in steps for given in step.get("given", ()))
    sends = [step["send"] for step in steps if "send" in step]
    assert {send["when"] for send in sends} == {"in the handler", "after it"}
    changes = [change for step in steps for change in step.get("changes", ())]
    assert {"before" in change for change in changes} == {True, False}
    assert {"after" in change for change in changes} == {True, False}


def test_the_times_that_a_handler_gets_are_in_it() -> None:
    scenario = Scenario(Dates, {"days": Days(), "dispatcher": Outlet()}, {"A": Add("apple")})
    history = portable_history(scenario, "2A +A .A .A =A @later +A .A .A =A")
    Draft202012Validator(SCHEMA).validate(history)
    times = [given["value"] for step in history["steps"] for given in step.get("given", ())]
    assert len(times) == 2
    assert times[1] - times[0] > 10**6
    player = Player(history, code_of(scenario))
    player.play()
    assert player.stores["days"] == {"A": times[1]}
    assert [sent["body"] for sent in player.sent] == [times[0], times[1]]


def test_the_page_names_every_field_of_the_schema() -> None:
    page = (REFERENCE / "history-format.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([\w$]+)`", page))
    fields = {field for part in parts_of(SCHEMA) for field in part.get("properties", ())}
    assert fields - documented == set()


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from parts_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts_of(part)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ((1, ["a", None]), [1, ["a", None]]),
        ({"a": {"b": 2.5}}, {"a": {"b": 2.5}}),
        ({"$type": "x"}, {"$type": "dict", "entries": [["$type", "x"]]}),
        ({1: "a"}, {"$type": "dict", "entries": [[1, "a"]]}),
        (float("inf"), {"$type": "float", "text": "inf"}),
        (True, True),
        (freeze({"a": [1, {"b": ()}]}), {"a": [1, {"b": []}]}),
    ],
)
def test_values_are_written_by_a_few_rules(value: Any, written: Any) -> None:
    assert as_json(value) == written
    json.dumps(as_json(value), allow_nan=False)
