"""A design of one's own on the command line: check, replay, begin, and take a history along."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from consistent_messaging.__main__ import main
from consistent_messaging.authoring.design_scaffold import DESIGN, scaffold_design
from consistent_messaging.command_line.progress import TerminalProgress
from consistent_messaging.design import loaded
from wrong_designs import WRONG as WRONG_DESIGNS

WRONG = "self.orders.add(message.item)"
RIGHT = "self.orders.add_once(message.item, context.message_id)"
SCHEDULE = "+A .A !A +A .A"


@pytest.fixture
def design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first design, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return scaffold_design(Path(), "my_design")[0]


def repair(design: Path) -> None:
    source = design.read_text(encoding="utf-8")
    assert source.count(f"{WRONG}  #") == 1
    design.write_text(source.replace(f"{WRONG}  #", f"{RIGHT}  #"), encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], status: int, *arguments: str) -> str:
    assert main(list(arguments)) == status
    found = capsys.readouterr()
    assert found.err == ""
    return found.out


def test_a_design_that_breaks_is_told_with_its_lines_of_code(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = printed(capsys, 1, "check", "my_design.py").splitlines()
    assert lines[0] == "✕ duplicate     scenario  (shortest with A and B: 1 fault, 5 steps)"
    at = lines.index("  2  A·1 calls orders.add(apple): writes items: ('apple',).")
    number = DESIGN[: DESIGN.index(f"{WRONG}  #")].count("\n") + 1
    assert lines[at + 1].startswith(f"       my_design.py:{number}  {WRONG}  #")
    assert f"Schedule: {SCHEDULE}" in lines
    assert [line for line in lines if line.startswith("Code:     ")]


def test_it_holds_once_it_is_repaired(design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repair(design)
    assert printed(capsys, 0, "check", "my_design.py").startswith("✓ holds         scenario  (all ")


def test_every_scenario_has_a_row_and_one_can_be_picked(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = """

class Once(Handler):
    def handle(self, message, context):
        self.orders.add_once(message.item, context.message_id)
        context.publish(ItemAdded(message.item), f"{context.message_id}/added")


from dataclasses import replace

repaired = replace(scenario, handler=Once)
repaired_scope = Scope(("A",), (CRASH,), most_faults=1)
_nobody_sees_this = scenario
"""
    design.write_text(DESIGN + more, encoding="utf-8")
    rows = printed(capsys, 1, "check", "my_design.py").splitlines()
    assert [line.split("(")[0].strip() for line in rows if line[:1] in "✓✕" and line] == [
        "✕ duplicate     scenario",
        "✓ holds         repaired",
    ]
    one = printed(capsys, 0, "check", "my_design.py::repaired")
    assert one.startswith("✓ holds         repaired  (all 10 states; 1 message, ")


def test_without_a_scope_all_messages_and_the_most_common_faults_are_searched(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repair(design)
    source = design.read_text(encoding="utf-8")
    design.write_text(source[: source.index("scope = Scope")], encoding="utf-8")
    told = printed(capsys, 0, "check", "my_design.py")
    faults = "crash, lost answer, duplicate delivery, lease expired"
    assert f"2 messages, 2 consumers, up to 1 fault of {faults})" in told


def test_a_fault_that_cannot_strike_matters_where_somebody_asked_for_it(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A handler that does nothing calls nobody, so that no answer can get lost."""
    lines = DESIGN[: DESIGN.index("scope = Scope")].splitlines(keepends=True)
    left_out = (WRONG, "context.publish(")
    idle = "".join(line for line in lines if not line.strip().startswith(left_out))
    idle = idle.replace("message, context):\n", "message, context):\n        pass\n")
    idle = idle.replace(
        "return (*items, message.item), [ItemAdded(message.item)]", "return items, []"
    )
    design.write_text(idle, encoding="utf-8")
    told = printed(capsys, 0, "check", "my_design.py")
    assert "Of the faults, some cannot strike here: lost answer." in told
    told = printed(capsys, 2, "check", "my_design.py", "--faults", "lost-answer")
    assert "Of the faults in this check, some never struck: lost answer." in told


def test_options_change_the_scope(design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no faults)" in printed(capsys, 0, "check", "my_design.py", "--faults", "")
    options = ("--messages", "A", "--faults", "lost-ack,LOST_ANSWER", "--most", "1")
    told = printed(capsys, 1, "check", "my_design.py", *options, "--consumers", "1")
    assert "shortest with A: 1 fault" in told
    stopped = printed(capsys, 2, "check", "my_design.py", "--faults", "", "--most-states", "3")
    assert "Stopped at " in stopped


def test_the_json_of_a_check_has_the_history_in_the_documented_format(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(printed(capsys, 1, "check", "my_design.py", "--json"))
    assert (told["verdict"], told["anomaly"], told["schedule"]) == ("fail", "duplicate", SCHEDULE)
    history = told["histories"]["scenario"]
    assert (history["format"], history["design"]) == (1, "my_design.py::scenario")
    assert (history["code"], history["schedule"]) == (told["code"], SCHEDULE)
    again = json.loads(
        printed(capsys, 1, "replay", "my_design.py", "--schedule", SCHEDULE, "--json")
    )
    assert again["history"]["steps"] == history["steps"]


def test_what_a_design_prints_does_not_get_into_the_json(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = DESIGN.replace(
        "def add_item(items, message):\n", "def add_item(items, message):\n    print('here')\n"
    )
    design.write_text(f"print('imported')\n{source}", encoding="utf-8-sig")
    assert main(["check", "my_design.py", "--json"]) == 1
    found = capsys.readouterr()
    assert json.loads(found.out)["anomaly"] == "duplicate"
    assert found.err.startswith("imported\nhere\n")


def test_the_digits_of_the_code_change_with_it_and_with_what_it_imports(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def code() -> str:
        main(["check", "my_design.py", "--faults", "", "--json"])
        found: str = json.loads(capsys.readouterr().out)["code"]
        return found

    before = code()
    Path("of_no_interest.py").write_text("x = 1\n", encoding="utf-8")
    assert code() == before
    source = DESIGN.replace("class Orders:", "import beside\n\n\nclass Orders:")
    Path("beside.py").write_text("x = 1\n", encoding="utf-8")
    design.write_text(source, encoding="utf-8")
    with_import = code()
    Path("beside.py").write_text("x = 2\n", encoding="utf-8")
    assert len({before, with_import, code()}) == 3


def test_a_replay_says_that_the_code_has_changed(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(printed(capsys, 1, "check", "my_design.py", "--json"))["code"]
    replay = ("replay", "my_design.py::scenario", "--schedule", SCHEDULE, "--code", found)
    told = printed(capsys, 1, *replay)
    assert "Point of no return" in told
    assert "has changed" not in told
    repair(design)
    assert f"it was {found}, and is " in printed(capsys, 0, *replay)


def test_a_history_as_a_test_fails_until_the_design_is_repaired(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = printed(capsys, 1, "check", "my_design.py", "--as-test")
    assert "from my_design import scenario\n" in source
    assert f'"{SCHEDULE}",\n        Scope(("A",), (CRASH,), most_faults=1),' in source
    test = Path("test_history.py")
    test.write_text(source, encoding="utf-8")
    assert run_pytest("test_history.py").returncode == 1
    repair(design)
    ran = run_pytest("test_history.py")
    assert ran.returncode == 0, ran.stdout


def test_a_design_that_holds_has_no_history_to_write_down(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repair(design)
    assert main(["check", "my_design.py", "--as-test"]) == 2
    said = "No history breaks this design, so there is no test to write.\n"
    assert capsys.readouterr().err == said


def test_what_was_imported_for_a_design_is_forgotten(design: Path) -> None:
    path, modules = list(sys.path), set(sys.modules)
    with loaded(design) as found:
        assert list(found.scenarios) == ["scenario"]
    assert sys.path == path
    assert "my_design" not in sys.modules
    assert {name for name in set(sys.modules) - modules if "design" in name} == set()


@pytest.mark.parametrize("command", ["check", "replay"])
def test_the_reference_has_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}
    page = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"
    assert {"--json", "--faults"} <= options
    assert options - set(re.findall(r"--[a-z][a-z-]+", page.read_text(encoding="utf-8"))) == set()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_a_search_is_and_nothing_stays_of_it() -> None:
    stream = Terminal()
    progress = TerminalProgress(stream)
    assert progress("scenario", 1200, 1)
    assert stream.getvalue() == "\r\033[Kscenario: 1,200 states, 1 fault"
    progress("scenario", 1300, 1)  # too soon to be shown
    assert "1,300" not in stream.getvalue()
    progress.clear()
    assert stream.getvalue().endswith("fault\r\033[K")


def test_what_is_no_terminal_gets_no_progress() -> None:
    stream = io.StringIO()
    progress = TerminalProgress(stream)
    progress("scenario", 1200, 1)
    progress.clear()
    assert stream.getvalue() == ""


def run_pytest(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in the current folder, as if the library were installed."""
    plugin = ("-p", "consistent_messaging.entrypoints.pytest_plugin", "-p", "no:cacheprovider")
    library = Path(__file__).parents[2] / "code"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *arguments],
        env={"PYTHONPATH": str(library), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_plain_pytest_shows_the_history_and_passes_after_the_repair(design: Path) -> None:
    ran = run_pytest()
    assert ran.returncode == 1
    told = ran.stdout.partition(" What happened ")[2]
    assert (
        "  2  A·1 calls orders.add(apple): writes items: ('apple',).\n       my_design.py:" in told
    )
    assert f"\nSchedule: {SCHEDULE}\nCode:     " in told
    replay = f"python -m consistent_messaging replay my_design.py::scenario --schedule '{SCHEDULE}'"
    assert f"\nReplay:   {replay} --code " in told
    assert "assertions.py" not in ran.stdout
    repair(design)
    ran = run_pytest()
    assert (ran.returncode, "What happened" in ran.stdout) == (0, False), ran.stdout


def test_the_digits_of_pytest_are_those_of_the_command_line(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = json.loads(printed(capsys, 1, "check", "my_design.py", "--json"))["code"]
    assert f"Code:     {code}\n" in run_pytest().stdout


@pytest.mark.parametrize(
    "name", ["no records", "an operation that is not there", "a loop without an end"]
)
def test_pytest_shows_of_a_wrong_design_what_is_said_and_no_line_of_the_library(
    name: str, design: Path
) -> None:
    design.write_text(WRONG_DESIGNS[name].source, encoding="utf-8")
    told = run_pytest().stdout
    assert WRONG_DESIGNS[name].said.partition(". ")[0] in told
    assert "assert_holds(scenario, scope)" in told
    assert "code/consistent_messaging" not in told


def test_pytest_shows_the_lines_of_the_library_to_who_asks_for_the_full_trace(design: Path) -> None:
    design.write_text(WRONG_DESIGNS["no records"].source, encoding="utf-8")
    assert "code/consistent_messaging" in run_pytest("--full-trace").stdout


def test_a_history_of_a_process_and_of_messages_that_follow_is_replayed(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design.write_text(WRONG_DESIGNS["a process that is never at rest"].source, encoding="utf-8")
    told = printed(capsys, 0, "replay", "my_design.py", "--schedule", ".relay .relay")
    assert "relay·2 calls orders.beat()" in told
    endless = 'context.publish(ItemAdded(message.item + "!"), context.message_id + "!")'
    source = WRONG_DESIGNS["a scope without an end"].source
    assert endless in source
    kept = source.replace(endless, 'self.orders.add_once("thanks", context.message_id)')
    design.write_text(kept, encoding="utf-8")
    follows = "+A .A .A =A +ItemAdded:A/added .ItemAdded:A/added"
    told = printed(capsys, 1, "replay", "my_design.py", "--schedule", follows)
    assert "ItemAdded:A/added·1 calls orders.add_once(thanks, A/added)" in told


def test_a_history_with_a_batch_is_replayed(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batches = "    broker=Broker(batch=2),\n    lesson=Lesson("
    source = DESIGN.replace("    lesson=Lesson(", batches)
    design.write_text(
        f"from consistent_messaging.scenario import Broker\n{source}", encoding="utf-8"
    )
    told = printed(capsys, 1, "replay", "my_design.py", "--schedule", "+A+B .A+B !A+B +B .B +A .A")
    assert "The broker delivers A and B as one batch" in told
    assert main(["replay", "my_design.py", "--schedule", "+A+X"]) == 2
    assert "There is no message 'X' to deliver." in capsys.readouterr().err


def test_a_test_that_fails_for_another_reason_is_left_alone(design: Path) -> None:
    Path("test_my_design.py").unlink()
    source = "class Odd(Exception):\n    history = 'mine'\n\n\ndef test_odd():\n    raise Odd\n"
    Path("test_odd.py").write_text(source, encoding="utf-8")
    ran = run_pytest()
    assert ran.returncode == 1
    assert "What happened" not in ran.stdout
    assert "INTERNALERROR" not in ran.stdout + ran.stderr


def test_a_scenario_that_is_written_in_a_test_is_told_without_a_command(design: Path) -> None:
    check = "\n\ndef test_it():\n    assert_holds(scenario, scope)\n"
    inside = f"from consistent_messaging.checks import assert_holds\n{DESIGN}{check}"
    Path("test_my_design.py").write_text(inside, encoding="utf-8")
    told = run_pytest().stdout.partition(" What happened ")[2]
    assert "test_my_design.py:" in told
    assert f"Schedule: {SCHEDULE}" in told
    assert "Replay:" not in told
