"""The command line gives the verdict that the page gives."""

import json
import re
from pathlib import Path

import pytest
from consistent_messaging.__main__ import main

EXERCISES = Path(__file__).parents[2] / "code" / "exercises"
FOLDER = EXERCISES / "event_sourced_handler"


def command(*arguments: str) -> int:
    return main(["--exercises", str(EXERCISES), *arguments])


def check(file: Path, *options: str) -> int:
    return command("check", "event_sourced_handler", str(file), *options)


def test_the_exercises_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("list") == 0
    assert "event_sourced_handler  (handler.py)" in capsys.readouterr().out


def test_the_list_is_also_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"exercise": "event_sourced_handler", "file": "handler.py"} in listed


def test_a_solution_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(FOLDER / "solution.py") == 0
    assert "✕" not in capsys.readouterr().out


def test_a_check_can_leave_out_states(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(FOLDER / "solution.py", "--json") == 0
    full = json.loads(capsys.readouterr().out)
    assert check(FOLDER / "solution.py", "--json", "--reduced") == 0
    fewer = json.loads(capsys.readouterr().out)
    assert fewer["states"] < full["states"] / 2
    scopes = [row["scope"] for row in fewer["rows"] if row["scope"]]
    assert scopes
    assert all("states that stand for all" in scope for scope in scopes)
    assert check(FOLDER / "starter.py", "--json", "--reduced") == 1
    wrong = json.loads(capsys.readouterr().out)
    check(FOLDER / "starter.py", "--json")
    assert wrong["schedule"] == json.loads(capsys.readouterr().out)["schedule"]


def test_a_starter_fails_and_shows_a_history(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(FOLDER / "starter.py") == 1
    printed = capsys.readouterr().out
    assert "✕ duplicate     The same message twice" in printed
    assert "Schedule: +A .A .A .A =A 2A +A" in printed


def test_a_message_that_several_checks_share_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "handler.py"
    solution = (FOLDER / "solution.py").read_text(encoding="utf-8")
    broken.write_text(solution.replace("stream.version)", "stream.size)"), encoding="utf-8")
    assert check(broken) == 1
    printed = capsys.readouterr().out
    assert printed.count("'Stream' object has no attribute 'size'") == 1
    assert printed.count("As above.") == 10


def test_the_json_of_a_check_has_what_a_machine_needs(capsys: pytest.CaptureFixture[str]) -> None:
    check(FOLDER / "starter.py", "--json")
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["verdict"] == "fail"
    assert verdict["anomaly"] == "duplicate"
    assert (verdict["faults"], verdict["steps"]) == (1, 11)
    assert len(verdict["rows"]) == 11


def test_the_schedule_of_a_check_can_be_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    check(FOLDER / "starter.py", "--json")
    schedule = json.loads(capsys.readouterr().out)["schedule"]
    starter = str(FOLDER / "starter.py")
    assert command("replay", "event_sourced_handler", starter, "--schedule", schedule) == 1
    printed = capsys.readouterr().out
    assert "A·2 appends" in printed
    assert "Point of no return: doomed, no continuation ends well" in printed
    arguments = ("replay", "event_sourced_handler", starter, "--schedule", schedule, "--json")
    assert command(*arguments) == 1
    assert json.loads(capsys.readouterr().out)["schedule"] == schedule


def replay(schedule: str, *options: str, file: Path = FOLDER / "starter.py") -> int:
    arguments = ("replay", "event_sourced_handler", str(file), "--schedule", schedule)
    return command(*arguments, *options)


def test_a_schedule_that_cannot_be_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert replay("+A =A") == 2
    assert "Step 2 no longer happens. A·1 cannot be acked" in capsys.readouterr().err


@pytest.mark.parametrize("nonsense", ["", "foo bar", ".A"])
def test_a_schedule_that_delivers_nothing_is_an_error(
    nonsense: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(nonsense) == 2
    told = capsys.readouterr().err
    assert told.startswith("The schedule delivers no message. ")
    assert told.endswith("This exercise has A, B, C, D, E, F.\n")


def test_a_schedule_with_a_message_that_is_not_there_is_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert replay("+A +Z") == 2
    told = capsys.readouterr().err
    assert told == "There is no message 'Z' to deliver. This exercise has A, B, C, D, E, F.\n"


@pytest.fixture
def code(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands for the starter beside a schedule."""
    check(FOLDER / "starter.py")
    printed = capsys.readouterr().out
    check(FOLDER / "starter.py", "--json")
    found: str = json.loads(capsys.readouterr().out)["code"]
    assert f"\nCode:     {found}\n" in printed
    return found


def test_a_step_that_no_longer_happens_since_the_code_has_changed_says_so(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay("+A =A", "--code", "00000000") == 2
    told = capsys.readouterr().err
    assert "Step 2 no longer happens. A·1 cannot be acked" in told
    assert f"The code has changed since: it was 00000000, and is {code}." in told


def test_a_step_that_cannot_happen_though_the_code_is_the_same_says_so(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay("+A =A", "--code", code) == 2
    told = capsys.readouterr().err
    assert "Step 2 cannot happen. A·1 cannot be acked" in told
    assert f"The code is the one with which this history was found ({code})" in told


def test_a_history_that_still_happens_with_another_code_says_so(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replay("+A .A", "--code", "00000000")
    assert f"it was 00000000, and is {code}. Every step still happens." in capsys.readouterr().out
    replay("+A .A", "--code", code)
    assert "has changed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "changed"), [((), None), (("--code", "00000000"), True), (("--code", "…"), False)]
)
def test_the_json_of_a_replay_says_whether_the_code_has_changed(
    options: tuple[str, ...], changed: bool | None, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replay("+A .A", "--json", *(code if option == "…" else option for option in options))
    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["code_changed"]) == (code, changed)


def test_what_a_handler_prints_does_not_get_into_the_json_of_a_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (FOLDER / "starter.py").read_text(encoding="utf-8")
    talkative = tmp_path / "talkative.py"
    talkative.write_text(re.sub(r"(def handle\(.*:\n)", r'\1        print("here")\n', source))
    assert "here" in talkative.read_text()
    replay("2A +A +A .A1 .A2", "--json", file=talkative)
    assert json.loads(capsys.readouterr().out)["schedule"] == "2A +A +A .A1 .A2"


def test_a_code_that_is_none_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert replay("+A .A", "--code", "mine") == 2
    assert "--code is 8 digits and letters, not 'mine'." in capsys.readouterr().err


def test_a_broken_file_is_an_error_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "mine.py"
    broken.write_text("def x(:")
    assert check(broken) == 2
    assert "SyntaxError" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(Path("nowhere.py")) == 2
    assert "nowhere.py cannot be read: No such file or directory." in capsys.readouterr().err


def test_an_exercise_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("check", "gone", "mine.py") == 2
    assert "There is no exercise 'gone'. There are: " in capsys.readouterr().err


def test_a_folder_without_exercises_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--exercises", "nowhere", "list"]) == 2
    assert "There are no exercises in nowhere." in capsys.readouterr().err


def test_a_new_exercise_is_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--exercises", str(tmp_path), "new", "my_exercise"]) == 0
    assert (tmp_path / "my_exercise" / "starter.py").is_file()
