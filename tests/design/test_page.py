"""What the page of designs gets: rows, histories that can be explained, scopes of its own."""

import json
from typing import Any

import pytest
from consistent_messaging.entrypoints import browser
from course_markdown.designs import DESIGNS

MAIN = "outbox_table.py"
SOURCE = (DESIGNS / MAIN).read_text(encoding="utf-8")
LOSES = SOURCE.replace("for row in rows])\n", 'for row in self.table.find("outbox/")])\n')
TWO = (
    SOURCE.replace("scenario = Scenario(", "first = Scenario(").replace(
        "scope = Scope", "scope = Scope"
    )
    + LOSES[LOSES.index("class Relay") : LOSES.index("def add")].replace("Relay", "Deletes")
    + (
        "\n\nfrom dataclasses import replace\n\n"
        'second = replace(first, processes={"relay": Deletes})\n'
    )
)


def events(task: str, source: str, **wanted: Any) -> list[dict[str, Any]]:
    emitted: list[str] = []
    getattr(browser, task)({MAIN: source}, MAIN, emitted.append, json.dumps(wanted))
    return [json.loads(text) for text in emitted]


def rows(source: str, **wanted: Any) -> list[dict[str, Any]]:
    return [event for event in events("check", source, **wanted) if event["type"] == "row"]


def scope(**chosen: Any) -> dict[str, Any]:
    return {"messages": [], "consumers": 2, "marks": "!2", "most_faults": 1} | chosen


def test_a_design_is_checked_without_tests() -> None:
    collected, *_, row, finished = events("check", SOURCE)
    assert collected["rows"] == [{"name": "scenario", "title": "Every sequence of events"}]
    assert collected["scope"] == {
        "messages": ["A", "B"],
        "consumers": 2,
        "marks": "!?2",
        "most_faults": 1,
    }
    assert (row["verdict"], row["title"]) == ("holds", "Every sequence of events")
    assert finished["verdict"] == "pass"


def test_a_history_of_a_design_can_be_explained_and_compared() -> None:
    [row] = rows(LOSES)
    assert (row["verdict"], row["history"]["script"]["scenario"]) == ("lost", "scenario")
    script = row["history"]["script"]
    told, _ = events("tell", LOSES, ask="history", script=script)
    assert told["told"]["anomaly"] == "lost"
    assert len(told["told"]["moments"]) == row["history"]["steps"]
    options, _ = events("tell", LOSES, ask="options", script={**script, "schedule": "+A"})
    assert options["told"]["options"]
    compared, _ = events("tell", LOSES, ask="comparison", script=script, other=SOURCE)
    assert compared["told"]["other"]["anomaly"] is None


def test_each_scenario_of_a_design_has_its_row_and_its_own_histories() -> None:
    first, second = rows(TWO)
    assert [first["title"], second["title"]] == [
        "First: every sequence of events",
        "Second: every sequence of events",
    ]
    assert [first["verdict"], second["verdict"]] == ["holds", "lost"]
    script = second["history"]["script"]
    assert script["scenario"] == "second"
    told, _ = events("tell", TWO, ask="history", script=script)
    assert told["told"]["anomaly"] == "lost"
    other, _ = events("tell", TWO, ask="history", script={**script, "scenario": "first"})
    assert other["type"] == "untold" or other["told"]["anomaly"] is None


def test_a_scenario_that_is_gone_is_named() -> None:
    [row] = rows(LOSES)
    script = {**row["history"]["script"], "scenario": "third"}
    problem, _ = events("tell", LOSES, ask="history", script=script)
    assert problem["message"] == "outbox_table.py has no scenario 'third'. It has: scenario."


def test_a_run_plays_all_messages() -> None:
    *_, played, finished = events("run", SOURCE, design=True, monkey=None)
    assert (played["script"]["messages"], finished["verdict"]) == (["A", "B"], "pass")
    assert played["script"]["scenario"] == "scenario"


def test_the_page_can_choose_the_scope() -> None:
    [row] = rows(SOURCE, scope=scope(messages=["A"], consumers=1, marks="!"))
    assert row["scope"].endswith("; 1 message, 1 consumer, up to 1 fault of crash")
    [row] = rows(SOURCE, scope=scope(most_faults=0))
    assert row["scope"].endswith("; 2 messages, 2 consumers, no faults")


def test_a_message_that_is_not_there_is_named() -> None:
    problem, _ = events("check", SOURCE, scope=scope(messages=["C"]))
    assert problem["message"] == (
        "The scope has a message 'C', and the scenario has none. The scenario has A and B."
    )


def test_a_fault_that_cannot_strike_is_named() -> None:
    [row] = rows(SOURCE, scope=scope(messages=["A"], marks="!<"))
    assert (row["verdict"], row["message"]) == (
        "unknown",
        "Of the faults in this check, some never struck: stale read.",
    )


def test_looking_further_reports_how_many_histories_there_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from consistent_messaging.design import further

    monkeypatch.setattr(further.look_further, "__defaults__", (lambda *_: True, 30))
    monkeypatch.setattr("consistent_messaging.entrypoints.design_tasks._PAUSE", 0.0)
    found = events("check", SOURCE, scope=None, beyond=True)
    progress = [event for event in found if event["type"] == "progress"]
    assert [event["histories"] for event in progress] == list(range(1, 31))
    row, finished = found[-2:]
    assert row["title"] == "Further than the scope"
    assert row["message"].startswith("30 histories at random, ")
    assert finished["verdict"] == "unknown"


def test_what_a_design_prints_while_it_is_searched_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows(SOURCE.replace("        order = self", "        print('once more')\n        order = self"))
    assert capsys.readouterr().out == ""
