"""Whatever is wrong with a design, the command line says in a sentence what it is, and where."""

from pathlib import Path

import pytest
from consistent_messaging.__main__ import main
from consistent_messaging.authoring.design_scaffold import DESIGN
from wrong_designs import WRONG


@pytest.fixture
def design(tmp_path: Path) -> Path:
    file = tmp_path / "my_design.py"
    file.write_text(DESIGN, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(
    name: str, design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = WRONG[name]
    design.write_text(wrong.source, encoding="utf-8")
    assert main(["check", str(design)]) == 2
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert wrong.said in told
    assert f"{wrong.place}\n" in told.partition(wrong.said)[2]
    assert "Traceback" not in told


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says that is an error."""
    assert main(list(arguments)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "gone.py"), "gone.py cannot be read: No such file or directory."),
        (
            ("check", "gone"),
            "gone is neither a Python file nor an exercise. Name a design, such as checkout.py, "
            "or an exercise and your file.",
        ),
        (
            ("check", "json.py"),
            "json.py has the name of a module that Python, pytest or this library needs. Give "
            "the file another name.",
        ),
        (
            ("check", "my-design.py"),
            "my-design.py cannot be imported. A design is a Python file whose name is letters, "
            "digits and underscores, such as checkout.py.",
        ),
        (
            ("check", "my_design.py::other"),
            "my_design.py has no scenario 'other'. It has: scenario.",
        ),
        (
            ("check", "my_design.py", "--faults", "crush"),
            "There is no fault 'crush'. Did you mean crash? There are: crash, delayed-ack, ",
        ),
        (
            ("check", "my_design.py", "--messages", "A,Z"),
            "The scope has a message 'Z', and the scenario has none. The scenario has A and B.",
        ),
        (
            ("check", "my_design.py", "--consumers", "0"),
            "consumers of the scope is 0. It is a whole number from 1 on.",
        ),
        (
            ("replay", "my_design.py", "--schedule", "+Z .Z"),
            "There is no message 'Z' to deliver. This scenario has A, B.",
        ),
        (
            ("replay", "my_design.py", "--schedule", "nonsense"),
            "The schedule delivers no message. It is a list of actions, such as '+A .A .A =A'.",
        ),
        (
            ("replay", "my_design.py", "--schedule", "+A .A .A .A"),
            "Step 4 no longer happens. A·1 has no step to take now.",
        ),
        (
            ("replay", "my_design.py", "--schedule", "+A .A", "--code", "mine"),
            "--code is 8 digits and letters, not 'mine'.",
        ),
        (("new", "design"), "Say what it is called: "),
        (("new", "design", "my design"), "A design cannot be called 'my design': "),
        (("new", "design", "my_design"), "my_design.py is there already. Choose another name."),
        (("new", "desing", "my_design"), "For a design, write: "),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_why(
    arguments: tuple[str, ...],
    said: str,
    design: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(design.parent)
    told = command(capsys, *arguments)
    assert told.startswith(said)
    assert "\n" not in told


def test_an_option_of_designs_is_refused_for_an_exercise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "--most is for a design. An exercise has scopes of its own."
    assert command(capsys, "check", "event_sourced_handler", "mine.py", "--most", "1") == said


def test_an_exercise_without_a_file_is_asked_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    exercises = str(Path(__file__).parents[2] / "code" / "exercises")
    told = command(capsys, "--exercises", exercises, "check", "event_sourced_handler")
    assert told.startswith("Name your file as well: ")


def test_several_scenarios_need_a_name_to_be_replayed(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design.write_text(DESIGN + "other = scenario\n", encoding="utf-8")
    told = command(capsys, "replay", str(design), "--schedule", "+A .A")
    assert told == (
        "my_design.py has several scenarios: scenario, other. Name one: my_design.py::scenario"
    )


def test_an_error_in_a_file_beside_it_names_that_file(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, rest = DESIGN.split("class Orders:\n")
    body, handler = rest.split("# The handler gets", 1)
    stores = f"class Orders:\n{body}".replace("def add(self, item)", "async def add(self, item)")
    (design.parent / "stores_beside.py").write_text(stores, encoding="utf-8")
    imported = f"{store}from stores_beside import Orders\n\n\n# The handler gets{handler}"
    design.write_text(imported, encoding="utf-8")
    assert command(capsys, "check", str(design)).endswith(" (stores_beside.py, line 5)")
