"""The same code has the same digits, here and in the page; another code has others."""

import pytest
from consistent_messaging.exercise.code_hash import code_of, is_code, starter_hash

FILES = {"handler.py": "def handle(): ...\n", "scenario.py": "scenario = 1\n"}


def test_the_digits_are_the_same_on_every_machine_and_in_every_browser() -> None:
    assert code_of(FILES) == "6a1ed966"
    assert is_code(code_of(FILES))


def test_work_that_was_saved_before_is_found_again() -> None:
    assert starter_hash("def handle(): ...\n") == "49c666fd9a6c3315"


@pytest.mark.parametrize(
    "files",
    [
        {"handler.py": "def handle(): ...\r\n"},
        {"handler.py": "def handle(): ..."},
        {"test_handler.py": "def test_nothing(): ...\n"},
    ],
)
def test_how_lines_end_and_what_the_tests_are_makes_no_difference(files: dict[str, str]) -> None:
    assert code_of(FILES | files) == code_of(FILES)


@pytest.mark.parametrize(
    "files",
    [
        {"handler.py": "def handle(): return\n"},
        {"scenario.py": "scenario = 2\n"},
        {"orders.py": ""},
        {"handler.py": "def handle(): ...\nscenario.py"},
    ],
)
def test_another_handler_another_scenario_or_one_more_file_is_another_code(
    files: dict[str, str],
) -> None:
    assert code_of(FILES | files) != code_of(FILES)
