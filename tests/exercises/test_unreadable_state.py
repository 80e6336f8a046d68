"""A right solution that stores the order in another form is not judged: it is told what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.entrypoints import browser
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check

EXERCISES = Path(__file__).parents[2] / "code" / "exercises"
IN_A_LIST = "The checks look for the items of order-7 in a list named items"
FORMS = {
    "under another name": (
        "outbox_handler",
        {'"items"': '"things"'},
        f"{IN_A_LIST}, at the top of its document or one level down. There is none: "
        "{outbox: {A: None}, things: [apple]}.",
    ),
    "two levels down": (
        "outbox_handler",
        {
            'return {"items": [], "outbox": {}}, None': 'return {"a": {"b": {"items": []}}, '
            '"outbox": {}}, None',
            'order["items"]': 'order["a"]["b"]["items"]',
        },
        f"{IN_A_LIST}, at the top of its document or one level down. There is none: "
        "{a: {b: {items: [apple]}}, outbox: {A: None}}.",
    ),
    "as dicts": (
        "outbox_handler",
        {'order["items"].append(message.item)': 'order["items"].append({"name": message.item})'},
        f"{IN_A_LIST}, each of them a text, such as [apple, bread]. Here it is [{{name: apple}}].",
    ),
    "as a count": (
        "outbox_handler",
        {
            'return {"items": [], "outbox": {}}, None': 'return {"items": 0, "outbox": {}}, None',
            'order["items"].append(message.item)': 'order["items"] += 1',
            'len(order["items"])': 'order["items"]',
        },
        f"{IN_A_LIST}, each of them a text, such as [apple, bread]. Here it is 1.",
    ),
    "in events of one's own": (
        "event_sourced_handler",
        {
            "StoredEvent(event, caused_by=": "StoredEvent(event.item, caused_by=",
            "event.body.item": "event.body",
        },
        "The checks look for the items of order-7 in the ItemAdded events of its stream. "
        "There is none: 'apple' caused by A.",
    ),
}


@pytest.mark.parametrize(("identifier", "changes", "message"), FORMS.values(), ids=FORMS)
def test_each_check_says_where_the_items_are_looked_for(
    identifier: str, changes: dict[str, str], message: str
) -> None:
    exercise = Exercise.read(EXERCISES / identifier)
    source = exercise.solution
    for old, new in changes.items():
        assert old in source
        source = source.replace(old, new)
    report = check(exercise.sources(source), exercise.file_name)
    assert {(row.verdict, row.message) for row in report.rows} == {("not yet", message)}


def test_a_run_of_it_is_shown_and_not_judged() -> None:
    exercise = Exercise.read(EXERCISES / "outbox_handler")
    sources = exercise.sources(exercise.solution.replace('"items"', '"things"'))
    said: list[dict[str, Any]] = []
    asked = {"ask": "history", "script": {"schedule": "+A .A .A .A .A .A =A"}}
    browser.tell(
        sources, exercise.file_name, lambda event: said.append(json.loads(event)), json.dumps(asked)
    )
    told = said[0]["told"]
    assert (told["anomaly"], told["stored"], told["at_rest"]) == (None, None, True)
    assert told["message"].startswith(IN_A_LIST)
    assert {moment["risk"] for moment in told["moments"]} == {"unknown"}
