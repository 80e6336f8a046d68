"""A case: a report from the field as a design, a file below `code/cases/`.

    ```case
    popped_from_the_list
    ```

The file's docstring says what a check finds in each of its scenarios, after what they are about:

    A worker takes a job off the list before it does the work.

    reported: lost, 1 fault
    repaired: holds

A test holds that it does, that the text beside the fence names each word, and that there is a link
to the report.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self, get_args

from consistent_messaging.api.spec import Anomaly
from consistent_messaging.exercise.exercise import modules_beside
from pymdownx.superfences import SuperFencesException

from course_markdown.labs import design_lab

CASES = Path(__file__).parent.parent / "cases"
HOLDS = "holds"
_EXPECTED = re.compile(r"^(\w+): (\D+?)(?:, (\d+) faults?)?$", re.MULTILINE)
_SHARED = "_shop"  # how the names of the modules end that several cases share


@dataclass(frozen=True)
class Case:
    """A case: its file, and by scenario the word of a check and how many faults that needs."""

    name: str
    file: Path
    source: str
    expected: dict[str, tuple[str, int]]

    @classmethod
    def read(cls, name: str, cases: Path = CASES) -> Self:
        """Read a case; raise `SuperFencesException` if there is none, or its docstring is wrong."""
        if name not in names_of_cases(cases):
            known = ", ".join(names_of_cases(cases))
            raise _refused(f"There is no case {name!r}. There are {known}.")
        file = cases / f"{name}.py"
        source = file.read_text(encoding="utf-8")
        found = _EXPECTED.findall(source.split('"""')[1])
        expected = {which: (word, int(faults or 0)) for which, word, faults in found}
        words = {HOLDS, *get_args(Anomaly)}
        wrong = [word for word, _ in expected.values() if word not in words]
        if not expected or wrong:
            raise _refused(f"{file.name} says {wrong}, and has to say {sorted(words)}.")
        return cls(name, file, source, expected)


def names_of_cases(cases: Path = CASES) -> list[str]:
    """Return the names of all cases."""
    return sorted(path.stem for path in cases.glob("*.py") if not path.stem.endswith(_SHARED))


def case_html(case: Case) -> str:
    """Return the lab of a case; its docstring has the words that a check says."""
    given = modules_beside(case.file.parent, (case.source,), "given")
    return design_lab(case.name, case.source, given, folder="cases")


def _refused(rule: str) -> SuperFencesException:
    return SuperFencesException(f"```case: {rule}")
