"""A design of several files in one text: modules of their own, with the lines of the text."""

import sys
from pathlib import Path

import pytest
from consistent_messaging.design import DesignProblem, check_design, loaded
from consistent_messaging.design.several_files import parts_of
from consistent_messaging.exercise.error_report import problem_of

HERE = Path(__file__).parents[2] / "code" / "designs" / "outbox_table.py"
SOURCE = HERE.read_text(encoding="utf-8")
MESSAGES = SOURCE[SOURCE.index("@dataclass") : SOURCE.index("class Handler")]
RELAY = SOURCE[SOURCE.index("class Relay") : SOURCE.index("def add")]
THREE = (
    SOURCE.replace(MESSAGES, "")
    .replace(RELAY, "")
    .replace(
        "from dataclasses import dataclass\n",
        "from order_messages import AddItem, ItemAdded\nfrom relaying import Relay\n",
    )
    + "\n\n# file: relaying.py\n\nfrom consistent_messaging import OutgoingMessage\n"
    + f"from order_messages import ItemAdded\n\n\n{RELAY}"
    + f"# file: order_messages.py\n\nfrom dataclasses import dataclass\n\n\n{MESSAGES}"
)


def written(folder: Path, source: str) -> Path:
    file = folder / "my_shop.py"
    file.write_text(source, encoding="utf-8")
    return file


def test_a_design_of_three_files_is_the_design_of_one(tmp_path: Path) -> None:
    found = []
    for source in (SOURCE, THREE):
        with loaded(written(tmp_path, source)) as design:
            [row] = check_design(design)
            found.append((row.verdict, row.search and row.search.states))
    assert found[0][0] == "holds"
    assert found[0] == found[1]


def test_its_modules_are_forgotten_again(tmp_path: Path) -> None:
    kept = sys.modules["sys"]
    with loaded(written(tmp_path, THREE)):
        assert {"my_shop", "relaying", "order_messages"} <= sys.modules.keys()
    assert not {"my_shop", "relaying", "order_messages"} & sys.modules.keys()
    assert sys.modules["sys"] is kept


def test_an_error_in_the_third_file_has_the_line_of_the_text(tmp_path: Path) -> None:
    source = THREE + "\n\nraise RuntimeError('here')\n"
    file = written(tmp_path, source)
    with pytest.raises(RuntimeError) as raised, loaded(file):
        pass
    assert problem_of(raised.value, file).line == source.count("\n")


def test_a_text_without_such_a_line_is_one_file() -> None:
    assert parts_of(SOURCE, HERE) == {"outbox_table": SOURCE}


def test_each_file_keeps_the_numbers_of_its_lines() -> None:
    parts = parts_of("a = 1\n# file: b.py\nb = 2\n#file: c.py\nc = 3\n", Path("a.py"))
    assert parts == {
        "a": "a = 1\n",
        "b": "\n# file: b.py\nb = 2\n",
        "c": "\n\n\n#file: c.py\nc = 3\n",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bank", "bank is not the name of a file"),
        ("", "This is not the name of a file"),
        ("../bank.py", "is not the name of a file"),
        ("two words.py", "two words.py is not the name of a file"),
        ("my_shop.py", "There are two files my_shop.py"),
        ("queue.py", "has a module of the name queue"),
        ("consistent_messaging.py", "has a module of the name consistent_messaging"),
    ],
)
def test_a_name_that_no_file_can_have_gets_a_sentence_with_its_line(name: str, said: str) -> None:
    with pytest.raises(DesignProblem, match=said) as raised:
        parts_of(f"a = 1\nb = 2\n# file: {name}\n", Path("my_shop.py"))
    assert raised.value.line == 3
