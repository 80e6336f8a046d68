"""What a page shows of a run on PostgreSQL, here on a server: for each exercise that offers it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from consistent_messaging.entrypoints import browser, on_postgresql
from consistent_messaging.exercise.exercise import Exercise
from course_markdown.labs import exercise_lab
from servers import postgresql_from_wheel

EXERCISES = Path(__file__).parents[2] / "code" / "exercises"
NAMES = sorted(path.parent.name for path in EXERCISES.glob("*/scenario.py"))
FROM_ITEM_7 = {
    *("outbox_handler", "state_machine_runner", "inbox_runner", "claims_runner"),
    *("outbox_document_runner", "token_runner"),
}


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection[Any]]:
    with postgresql_from_wheel() as url, psycopg.connect(url, autocommit=True) as connected:
        yield connected


def events_of(
    connection: psycopg.Connection[Any], name: str, code: str = "", script: Any = None
) -> list[Any]:
    exercise = Exercise.read(EXERCISES / name)
    files = {file.name: file.source for file in exercise.files if file.role != "library"}
    files[exercise.file_name] = code or exercise.solution
    heard: list[Any] = []
    wanted = json.dumps({"script": script})
    on_postgresql.play(
        files, exercise.file_name, lambda text: heard.append(json.loads(text)), wanted, connection
    )
    return heard


def test_the_exercises_from_item_7_on_offer_it_and_no_other_does() -> None:
    labs = {name: exercise_lab(Exercise.read(EXERCISES / name)) for name in NAMES}

    assert {name for name, lab in labs.items() if '"postgresql": true' in lab} == FROM_ITEM_7
    assert all('"postgresql": ' in lab for lab in labs.values())


@pytest.mark.parametrize("name", sorted(FROM_ITEM_7))
def test_a_solution_runs_as_in_the_simulation(connection, name) -> None:
    first, *steps, end, finished = events_of(connection, name)

    assert first["type"] == "tables"
    tables = {table["name"]: len(table["rows"]) for table in first["tables"]}
    tokens = tables.pop("tokens", 2)  # the web shop has made them
    assert (tokens, set(tables.values())) == (2, {0})
    assert [each["step"]["number"] for each in steps] == list(range(1, len(steps) + 1))
    assert any(each["step"]["statements"] for each in steps)
    assert (end["end"]["differs"], end["end"]["wrong"]) == ("", "")
    assert finished["verdict"] == "pass"
    assert len(json.dumps([first, *steps, end])) < 400_000


def test_the_tables_of_the_steps_lead_from_the_first_to_the_end(connection) -> None:
    first, *steps, _, _ = events_of(connection, "inbox_runner")
    tables = {table["name"]: table["rows"] for table in first["tables"]}
    for each in steps:
        tables |= {table["name"]: table["rows"] for table in each["step"]["tables"]}

    assert tables["inbox"] == [["A"], ["B"], ["C"]]
    documents = [json.loads(row[1]) for row in tables["blobs"]]
    assert documents == [{"items": ["apple", "bread", "apple"], "outbox": {}}]


def test_a_statement_with_its_parameters_in_it_can_be_run_again(connection) -> None:
    """The names of the tables are still found: the search path stays as it was."""
    steps = [each["step"] for each in events_of(connection, "inbox_runner") if "step" in each]
    statements = [shown for step in steps for shown in step["statements"]]
    assert any("$1" in shown["sql"] for shown in statements)

    for shown in statements:
        connection.execute(
            re.sub(r"\$(\d+)", lambda n, s=shown: s["parameters"][int(n[1]) - 1], shown["sql"])
        )


def test_a_limit_that_postgresql_lacks_is_said(connection) -> None:
    *_, end, _ = events_of(connection, "outbox_document_runner")

    (note,) = end["end"]["notes"]
    assert "409,600 bytes" in note


def test_a_large_value_is_cut_with_its_length(connection) -> None:
    events = events_of(connection, "outbox_document_runner")

    assert max(len(text) for text in texts_in(events)) < 21_000
    assert any(re.search(r"… \(15\d,\d{3} characters\)$", text) for text in texts_in(events))


def test_a_history_of_a_check_is_replayed_and_told_by_a_query(connection) -> None:
    mistake = EXERCISES / "inbox_runner/mistakes/believes_a_time_out_of_a_send.py"
    exercise = Exercise.read(EXERCISES / "inbox_runner")
    files = {file.name: file.source for file in exercise.files if file.role != "library"}
    heard: list[Any] = []
    code = mistake.read_text()
    browser.check(
        files | {exercise.file_name: code},
        exercise.file_name,
        lambda text: heard.append(json.loads(text)),
    )
    found = next(each["history"] for each in heard if each["type"] == "row" and each["history"])

    *steps, end, _ = events_of(connection, "inbox_runner", code, found["script"])

    assert any("step" in each and each["step"]["fault"] for each in steps)
    assert end["end"]["wrong"].startswith("lost: ItemAdded(order-7, apple)")
    told = end["end"]["told"]
    row = connection.execute(told["sql"]).fetchone()
    assert row is not None
    assert [str(value) for value in row] == told["rows"][0]
    assert told["columns"][0] == "published"
    assert told["rows"][0][0] == "0"


@pytest.mark.parametrize(
    ("code", "said", "line"),
    [
        ("def broken(:\n    pass\n", "SyntaxError: invalid syntax", 1),
        ("raise ZeroDivisionError('on purpose')\n", "ZeroDivisionError: on purpose", 1),
        ("import sys\nsys.exit()\n", "SystemExit", 2),
    ],
)
def test_code_that_does_not_run_is_a_problem_with_its_line(connection, code, said, line) -> None:
    *_, problem, finished = events_of(connection, "inbox_runner", code)

    assert problem["type"] == "problem"
    assert said in problem["message"]
    assert problem["line"] == line
    assert finished["verdict"] == "error"


def test_a_history_that_is_none_is_refused_with_a_sentence(connection) -> None:
    script = {"schedule": "+Z", "messages": ["A"], "consumers": 2, "leftovers": "any"}
    script |= {"marks": "", "most_faults": 0, "scenario": ""}

    *_, untold, finished = events_of(connection, "inbox_runner", script=script)

    assert untold["type"] == "untold"
    assert finished["verdict"] == "error"


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if not isinstance(value, str):
            yield from texts_in(each) if isinstance(each, (dict, list, str)) else ()
