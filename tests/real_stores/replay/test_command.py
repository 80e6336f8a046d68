"""A history is replayed on PostgreSQL from the command line."""

import json
from pathlib import Path

import pytest
from consistent_messaging.__main__ import main

DESIGN = '''
"""A list of items that forgets to send what was kept before a crash."""

from dataclasses import dataclass

from consistent_messaging import BlobStore, OutgoingMessage
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Add:
    item: str


@dataclass(frozen=True)
class Added:
    item: str


class Adds:
    def __init__(self, select, dispatcher):
        self.lists, self.dispatcher = select, dispatcher

    def handle(self, message, context):
        if self.lists.get("list") is None:
            self.lists.put("list", {"items": [message.item]}, if_none_match="*")
            self.dispatcher.dispatch([OutgoingMessage(context.message_id, Added(message.item))])


def items_in(records):
    kept = records["select"].get("list")
    return dict(kept.document.items)["items"].items if kept else ()


scenario = Scenario(
    Adds,
    {"select": BlobStore(), "dispatcher": Outlet()},
    {"A": Add("it's")},
    Lesson(
        "the list", (), lambda items, message: ((message.item,), [Added(message.item)]), items_in
    ),
)
'''
LOST = "+A .A .A !A +A .A =A"


@pytest.fixture
def design(tmp_path: Path) -> str:
    file = tmp_path / "forgets.py"
    file.write_text(DESIGN.lstrip(), encoding="utf-8")
    return str(file)


def replay(design: str, url: str, schedule: str = LOST, *options: str) -> int:
    return main(["replay", design, "--schedule", schedule, "--on", url, *options])


def test_each_step_is_printed_with_its_sql(
    design: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(design, url) == 1
    told = capsys.readouterr().out
    assert "  1  The broker delivers A to consumer 1.\n  2  A·1 reads" in told
    assert (
        """       INSERT INTO select_store VALUES ('list', '{"items":["it''s"]}', """
        "nextval('select_store_etag')) ON CONFLICT (key) DO NOTHING RETURNING etag\n       → 1\n"
    ) in told
    assert "7 steps on PostgreSQL. Each answer was the one that" in told
    assert "Lost: Added(it's) was never published.\n" in told
    assert told.endswith('published | list\n0 | {"items": ["it\'s"]}\n')


def test_a_program_gets_steps_with_tables_before_and_after(
    design: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(design, url, LOST, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["same"], told["anomaly"]) == (True, "lost")
    put = told["steps"][2]
    assert [put[when][0]["rows"] for when in ("before", "after")] == [
        [],
        [["list", '{"items": ["it\'s"]}', "1"]],
    ]
    assert told["told"]["rows"] == [["0", '{"items": ["it\'s"]}']]


def test_a_history_that_ends_well_is_no_failure(
    design: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(design, url, "+A .A .A .A =A") == 0
    assert "published" not in capsys.readouterr().out.partition("PostgreSQL.")[2]


def test_an_exercise_is_replayed_as_well(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    solution = Path(__file__).parents[3] / "code/exercises/inbox_runner/solution.py"
    arguments = ["replay", "inbox_runner", str(solution), "--schedule", "+A .A", "--on", url]
    assert main(arguments) == 0
    assert "SELECT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("sqlite://here", "--on takes the address of a PostgreSQL database"),
        ("postgresql://me:secret@127.0.0.1:9/none", "There is no connection to the database"),
    ],
)
def test_an_address_where_nobody_is_found_is_an_error(
    on: str, why: str, design: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(design, on) == 2
    said = capsys.readouterr().err
    assert said.startswith(why)
    assert "secret" not in said


def test_an_action_that_cannot_be_taken_is_an_error(
    design: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(design, url, "+A =A") == 2
    assert "A·1 cannot be acked" in capsys.readouterr().err


def test_a_store_that_has_no_table_is_an_error(
    design: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(design)
    file.write_text(file.read_text("utf-8").replace("BlobStore()", 'BlobStore(etag="digest")'))
    assert replay(design, url) == 2
    assert capsys.readouterr().err.startswith("select makes its etags of the content.")
