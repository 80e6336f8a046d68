"""Any right solution passes, not only ours: `right/<identifier>/` holds some of another form."""

import ast
from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check

ROOT = Path(__file__).parents[2]
RIGHT = Path(__file__).with_name("right")
FORMS = {f"{path.parent.name}/{path.stem}": path for path in sorted(RIGHT.glob("*/*.py"))}
ONE_OF_EACH = {path.parent.name: form for form, path in FORMS.items()}.values()
SLOW = [pytest.param(form, marks=pytest.mark.slow) for form in FORMS if form not in ONE_OF_EACH]
EXERCISES = sorted(tests.parent.name for tests in ROOT.glob("code/exercises/*/test_*.py"))


@pytest.mark.parametrize("form", [*ONE_OF_EACH, *SLOW])
def test_a_right_solution_of_another_form_passes_every_check(form: str) -> None:
    path = FORMS[form]
    exercise = Exercise.read(ROOT / "code" / "exercises" / path.parent.name)
    report = check(exercise.sources(path.read_text(encoding="utf-8")), exercise.file_name)
    assert report.problem is None
    assert [(row.name, row.message) for row in report.rows if row.verdict != "holds"] == []
    assert report.verdict == "pass"


@pytest.mark.parametrize("form", FORMS)
def test_a_right_solution_says_in_one_line_what_its_form_is(form: str) -> None:
    tree = ast.parse(FORMS[form].read_text(encoding="utf-8"))
    assert len((ast.get_docstring(tree) or "").splitlines()) == 1


@pytest.mark.parametrize("identifier", EXERCISES)
def test_an_exercise_knows_right_solutions_of_at_least_two_other_forms(identifier: str) -> None:
    assert len(list((RIGHT / identifier).glob("*.py"))) >= 2
