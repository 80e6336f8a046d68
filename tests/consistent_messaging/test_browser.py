"""What the page's worker calls: every end that a learner's code can come to."""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.chaos import CHAOS_MONKEYS
from consistent_messaging.entrypoints import browser
from consistent_messaging.exercise.exercise import Exercise

FOLDER = Path(__file__).parents[2] / "code" / "exercises" / "event_sourced_handler"
EXERCISE = Exercise.read(FOLDER)


def check(source: str) -> list[dict[str, Any]]:
    emitted: list[str] = []
    browser.check(EXERCISE.sources(source), EXERCISE.file_name, emitted.append)
    return [json.loads(text) for text in emitted]


def check_in_turns(source: str, *, backwards: bool) -> list[dict[str, Any]]:
    """Let each test be played by its name, as a page that shares them among workers does."""
    emitted: list[str] = []
    with contextlib.closing(
        browser.CheckInTurns(EXERCISE.sources(source), EXERCISE.file_name, emitted.append)
    ) as turns:
        names = [row["name"] for row in json.loads(emitted[0])["rows"]]
        for name in reversed(names) if backwards else names:
            turns.play(name)
    return [json.loads(text) for text in emitted]


def run(source: str, wanted: str = "{}") -> list[dict[str, Any]]:
    emitted: list[str] = []
    browser.run(EXERCISE.sources(source), EXERCISE.file_name, emitted.append, wanted)
    return [json.loads(text) for text in emitted]


def tell(source: str, **wanted: Any) -> list[dict[str, Any]]:
    emitted: list[str] = []
    files = EXERCISE.sources(source)
    browser.tell(files, EXERCISE.file_name, emitted.append, json.dumps(wanted))
    return [json.loads(text) for text in emitted]


def test_a_check_announces_its_rows_and_fills_them_in() -> None:
    collected, *rows, finished = check(EXERCISE.solution)
    assert [row["name"] for row in collected["rows"]] == [row["name"] for row in rows]
    assert collected["rows"][0]["title"] == "One item is stored and announced"
    assert {row["verdict"] for row in rows} == {"holds"}
    assert (finished["type"], finished["verdict"]) == ("finished", "pass")


def test_a_failing_row_names_the_anomaly_and_brings_its_history() -> None:
    rows = [message for message in check(EXERCISE.starter) if message["type"] == "row"]
    twice = next(row for row in rows if row["name"] == "test_the_same_message_twice")
    assert twice["verdict"] == "duplicate"
    assert twice["message"].startswith(
        "Duplicate: A took effect twice: order-7 holds apple, apple."
    )
    history = twice["history"]
    assert (history["faults"], history["searched"]) == (1, "")
    assert history["headline"] == twice["message"]  # it speaks of no content
    told, _ = tell(EXERCISE.starter, ask="history", script=history["script"])
    sentences = [moment["sentence"] for moment in told["told"]["moments"]]
    assert len(sentences) == history["steps"]
    assert "A·2 appends ItemAdded A to order-7: version 2." in sentences


def test_a_history_that_was_searched_for_says_how_far() -> None:
    rows = [message for message in check(EXERCISE.starter) if message["type"] == "row"]
    searched = next(row for row in rows if row["name"] == "test_second_copies_in_every_sequence")
    assert searched["scope"] == "shortest with A and B: 1 fault, 7 steps"
    assert searched["history"]["searched"].endswith("up to 2 faults of duplicate delivery")
    assert searched["history"]["script"]["marks"] == "2"


def test_a_row_that_ends_in_an_error_brings_the_history_up_to_it() -> None:
    broken = EXERCISE.starter.replace(
        "        context.publish(", "        stream.events[7]\n        context.publish(", 1
    )
    assert broken != EXERCISE.starter
    rows = [message for message in check(broken) if message["type"] == "row"]
    assert {row["verdict"] for row in rows} == {"error"}
    history = rows[0]["history"]
    assert history["headline"].startswith("IndexError")
    told, _ = tell(broken, ask="history", script=history["script"])
    sentences = [moment["sentence"] for moment in told["told"]["moments"]]
    assert sentences[0] == "The broker delivers A to consumer 1."
    assert len(sentences) == history["steps"]


@pytest.mark.parametrize("backwards", [False, True])
def test_rows_that_are_played_one_at_a_time_are_those_of_a_check(backwards: bool) -> None:
    """Only that they come to an end is left to the page, which knows of all workers."""
    *expected, finished = check(EXERCISE.starter)
    assert finished["type"] == "finished"
    collected, *others = check_in_turns(EXERCISE.starter, backwards=backwards)
    assert collected == expected[0]
    timeless = [
        [{**event, "seconds": 0} for event in events if event["type"] == "row"]
        for events in (expected, others)
    ]
    assert len(timeless[0]) == len(collected["rows"])
    assert timeless[0] == (timeless[1][::-1] if backwards else timeless[1])


def test_a_check_in_turns_has_nothing_to_play_where_the_code_cannot_be_imported() -> None:
    emitted = check_in_turns("def x(:\n", backwards=False)
    assert [event["type"] for event in emitted] == ["collected", "problem"]
    assert emitted[0]["rows"] == []


def test_between_the_rows_of_a_check_and_after_it_nothing_of_it_gets_out() -> None:
    before = list(sys.path), sys.stdout, Path.cwd()
    loaded: list[set[str]] = []
    for _ in range(2):  # the first time loads what any check needs
        check_in_turns(
            "import os\nprint('seen')\nos.chdir('/')\n" + EXERCISE.starter, backwards=True
        )
        check_in_turns("def x(:\n", backwards=False)
        loaded.append(set(sys.modules))
    assert before == (list(sys.path), sys.stdout, Path.cwd())
    assert loaded[0] == loaded[1]
    assert not loaded[0] & {"scenario", EXERCISE.file_name.removesuffix(".py"), "test_handler"}


@pytest.mark.parametrize(
    "leaves",
    ["raise KeyboardInterrupt", "raise SystemExit(3)", "import pytest; pytest.exit('no more')"],
)
def test_a_test_that_leaves_the_program_has_its_row_and_so_have_the_others(leaves: str) -> None:
    source = EXERCISE.starter.replace("self.event_store =", f"{leaves}; self.event_store =")
    assert source != EXERCISE.starter
    collected, *rows, finished = check(source)
    assert [row["name"] for row in rows] == [row["name"] for row in collected["rows"]]
    assert {row["verdict"] for row in rows} == {"error"}
    assert finished["verdict"] == "fail"


@pytest.mark.parametrize("leaves", ["raise KeyboardInterrupt", "raise SystemExit(3)"])
def test_a_file_that_leaves_the_program_cannot_be_checked_and_says_so(leaves: str) -> None:
    kinds = [event["type"] for event in check(leaves)]
    assert kinds == ["collected", "problem", "finished"]


def test_what_is_not_there_yet_is_told_in_the_words_of_the_check() -> None:
    missing = "from consistent_messaging.checks import NotYetError\n\n"
    missing += "def test_a_greeting():\n    raise NotYetError('There is no greeting yet.')\n"
    emitted: list[str] = []
    files = EXERCISE.sources(EXERCISE.starter) | {"test_handler.py": missing}
    browser.check(files, EXERCISE.file_name, emitted.append)
    _, row, finished = (json.loads(text) for text in emitted)
    assert (row["verdict"], row["message"]) == ("not yet", "There is no greeting yet.")
    assert finished["verdict"] == "fail"


def test_a_run_prints_the_history_and_its_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    played, finished = run(EXERCISE.solution)
    assert (played["type"], finished["type"]) == ("played", "finished")
    assert played["script"]["schedule"].endswith("2A +A .A .A =A")
    printed = capsys.readouterr().out
    assert printed.startswith("  1  The broker delivers A to consumer 1.\n")
    assert "15 steps, then at rest" in printed


def test_a_run_under_a_monkey_is_struck_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    played, _ = run(EXERCISE.solution, '{"monkey": "lost ack"}')
    assert played["script"]["marks"] == "%2"
    assert "Monkey: the ack of A·1 is lost; A is queued again." in capsys.readouterr().out


def test_every_monkey_has_its_run(capsys: pytest.CaptureFixture[str]) -> None:
    for name in CHAOS_MONKEYS:
        run(EXERCISE.solution, json.dumps({"monkey": name}))
        assert "Monkey: " in capsys.readouterr().out, name


def test_a_monkey_that_never_struck_is_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    source = EXERCISE.solution.replace("if context.message_id not in", "if None in")
    played, finished = run(source, '{"monkey": "crash after a write"}')
    assert (played["type"], finished["verdict"]) == ("played", "pass")
    assert "The monkey 'crash after a write' never struck." in capsys.readouterr().out


def test_what_could_happen_and_a_comparison_are_told_as_well() -> None:
    script = {"schedule": "+A .A", "messages": ["A", "B"]}
    told, _ = tell(EXERCISE.starter, ask="options", script=script)
    assert [option["action"] for option in told["told"]["options"]] == ["+B", ".A"]
    twice = {"schedule": "+A .A .A .A =A 2A +A .A .A .A =A", "messages": ["A"]}
    told, _ = tell(EXERCISE.starter, ask="comparison", script=twice, other=EXERCISE.solution)
    assert told["told"]["one"]["anomaly"] == "duplicate"
    assert told["told"]["other"]["anomaly"] is None
    assert told["told"]["same"] == 8


def test_a_history_that_the_code_no_longer_plays_is_said_to() -> None:
    untold, finished = tell(EXERCISE.starter, ask="history", script={"schedule": "+A =A"})
    assert untold["message"].startswith("Step 2 no longer happens.")
    assert finished["verdict"] == "error"


def test_broken_code_has_no_history_to_tell() -> None:
    problem, _ = tell("def x(:\n", ask="history", script={"schedule": "+A"})
    assert (problem["type"], problem["line"]) == ("problem", 1)


@pytest.mark.parametrize("act", [run, check])
def test_a_syntax_error_is_told_with_its_line(act: Any) -> None:
    problem = next(message for message in act("\ndef x(:\n") if message["type"] == "problem")
    assert problem["message"].startswith("SyntaxError: ")
    assert problem["line"] == 2
    assert 'File "handler.py", line 2' in problem["text"]


@pytest.mark.parametrize("act", [run, check])
def test_a_missing_name_is_told_without_a_traceback_of_ours(act: Any) -> None:
    messages = act("class SomethingElse: pass")
    problem = next(message for message in messages if message["type"] == "problem")
    assert problem["message"] == "handler.py has no AddItemHandler, which the scenario needs."
    assert "scenario.py" not in problem["text"]


def test_an_exception_shows_the_learner_s_lines_only() -> None:
    source = EXERCISE.starter.replace("read(message.order_id)", "read(message.nonsense)")
    problem = next(message for message in run(source) if message["type"] == "problem")
    line = 1 + source[: source.index("message.nonsense")].count("\n")
    said = "AttributeError: 'AddItem' object has no attribute 'nonsense'. It has item, order_id"
    assert problem["message"] == said
    assert problem["line"] == line
    assert problem["text"].count('File "') == 1
    assert "self.event_store.read(message.nonsense)" in problem["text"]
    rows = [message for message in check(source) if message["type"] == "row"]
    assert {(row["verdict"], row["line"]) for row in rows} == {("error", line)}


def test_endless_recursion_is_told_briefly() -> None:
    source = EXERCISE.starter.replace("stream =", "self.handle(message, context); stream =")
    problem = next(message for message in run(source) if message["type"] == "problem")
    assert problem["message"].startswith("RecursionError: ")
    assert len(problem["text"].splitlines()) < 15


@pytest.mark.parametrize("how", ["raise SystemExit(3)", "raise KeyboardInterrupt", "exit()"])
def test_leaving_the_program_does_not_take_the_page_along(how: str) -> None:
    *_, problem, finished = run(f"import sys\nfrom sys import exit\n{how}\n")
    assert problem["line"] == 3
    assert finished["verdict"] == "error"


def test_what_a_check_refuses_is_told_in_its_own_words() -> None:
    source = EXERCISE.starter.replace("stream =", "import uuid; uuid.uuid4()\n        stream =")
    problem = next(message for message in run(source) if message["type"] == "problem")
    assert problem["message"].startswith(f"Line {problem['line']} calls uuid.uuid4().")
    assert problem["text"].endswith(problem["message"])
    assert "NotReplayable" not in problem["text"]


def test_a_snippet_without_a_scenario_is_run_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    emitted: list[str] = []
    browser.run({"snippet.py": "print(__name__)"}, "snippet.py", emitted.append)
    assert capsys.readouterr().out == "__main__\n"


def test_two_runs_share_nothing() -> None:
    before, path = set(sys.modules), list(sys.path)
    run(EXERCISE.starter)
    check(EXERCISE.solution)
    assert not {"handler", "scenario", "orders", "test_handler"} & set(sys.modules) - before
    assert sys.path == path


def test_the_files_of_a_check_are_gone_afterwards() -> None:
    seen = "import pathlib; print(pathlib.Path(__file__).parent)"
    emitted: list[str] = []
    with contextlib.redirect_stdout(io.StringIO()) as output:
        browser.run({"snippet.py": seen}, "snippet.py", emitted.append)
    assert not Path(output.getvalue().strip()).exists()
