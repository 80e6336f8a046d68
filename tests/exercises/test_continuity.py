"""An exercise starts where the one before it ended, to the last line where nothing is added."""

import ast
from pathlib import Path

EXERCISES = Path(__file__).parents[2] / "code" / "exercises"


def read(path: str) -> str:
    return (EXERCISES / path).read_text(encoding="utf-8")


def test_the_runner_is_extracted_from_the_outbox_handler() -> None:
    assert read("state_machine_runner/starter.py") == read("outbox_handler/solution.py")


def test_the_extraction_is_compared_with_the_handler_that_it_started_from() -> None:
    measure = ast.parse(read("handler_before.py"))
    del measure.body[0]  # its docstring
    assert ast.dump(measure) == ast.dump(ast.parse(read("state_machine_runner/starter.py")))
