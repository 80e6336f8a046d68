"""The histories that the course tells of what goes wrong, as one table: `histories.json`.

Those of the catalogue are in `tests/checker/catalogue.json`. This has those of the demonstrations,
of the exercises' known mistakes, and of the cases: each with the scenario that it is played in. So
they can be replayed without a search.

After a change of one of these, write the table anew. That takes some minutes:

    PYTHONPATH=code:tests/exercises python tests/real_stores/replay/histories.py
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any
from unittest.mock import patch

from consistent_messaging.checker.assertions import InconsistentError
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.design import check_design, loaded
from consistent_messaging.exercise import pytest_runner
from consistent_messaging.exercise.exercise import find_exercises
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.explain.replay_request import ReplayRequest
from consistent_messaging.scenario import Scenario
from course_markdown.cases import CASES, HOLDS, names_of_cases
from course_markdown.fences import demonstration_fence
from markdown import Markdown
from named_checks import with_only

ROOT = Path(__file__).parents[3]
TABLE = Path(__file__).with_name("histories.json")
FENCE = re.compile(
    r"^ *```demonstration (?P<options>.*)\n(?P<source>(?:.*\n)*?)^ *```$", re.MULTILINE
)
LAB = re.compile(r'class="cm-data">(.*?)</template>', re.DOTALL)


@dataclass(frozen=True)
class Told:
    """A history: where it is told, the scenario by module and name, and what is wrong with it.

    `where` is a page and the place of a demonstration in it, an exercise and its mistake, or a
    case. The world is that of the check that has found the history.
    """

    where: str
    module: str
    name: str
    word: str
    schedule: str
    messages: tuple[str, ...]
    consumers: int = 2
    leftovers: Policy = "any"

    @property
    def length(self) -> int:
        return len(self.schedule.split())

    def __str__(self) -> str:
        return f"{self.where}: {self.word}, {self.schedule}"


def read() -> list[Told]:
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    return [Told(**row | {"messages": tuple(row["messages"])}) for row in rows]


def write(histories: list[Told]) -> None:
    rows = [json.dumps(asdict(each), ensure_ascii=False) for each in histories]
    TABLE.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


@contextmanager
def scenario_of(told: Told) -> Iterator[Scenario]:
    """The scenario that a history is played in, while its files can be imported."""
    if told.where in CASE_FILES:
        with loaded(CASE_FILES[told.where]) as design:
            yield design.scenarios[told.name].scenario
        return
    with temp_import_dir(sources_of(told.where)):
        yield getattr(import_module(told.module), told.name)


def names() -> list[str]:
    """Whatever the course tells that is wrong: each demonstration, known mistake and case."""
    return [*(f"demonstration {name}" for name in broken_demonstrations()), *MISTAKES, *CASE_FILES]


def sources_of(where: str) -> Mapping[str, str]:
    """The files of a demonstration, or of an exercise with a mistake in it."""
    if where in MISTAKES:
        exercise, mistake = MISTAKES[where]
        return exercise.sources(mistake.source)
    return broken_demonstrations()[where.removeprefix("demonstration ")]


@cache
def broken_demonstrations() -> dict[str, Mapping[str, str]]:
    """The files of each demonstration that does not hold, by its page and its place in it."""
    found = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page = path.relative_to(ROOT / "docs").as_posix()
        for place, fence in enumerate(FENCE.finditer(path.read_text("utf-8")), start=1):
            options = dict(re.findall(r'(\w+)="(.*?)"', fence["options"]))
            if options["expect"] != HOLDS:
                source = dedent(fence["source"])
                html = demonstration_fence(source, "demonstration", "", options, Markdown())
                [lab] = map(json.loads, LAB.findall(html))
                files = {f["name"]: f["source"] for f in lab["files"] if f["role"] != "library"}
                found[f"{page} {place}"] = files
    return found


def anew() -> list[Told]:
    """Every history that a check of these tells now, the shortest of each search."""
    found: list[Told] = []
    for where in names():
        print(where, file=sys.stderr, flush=True)
        if where in CASE_FILES:
            found += told_of_a_case(where)
        else:
            found += told_of_a_check(where)
    return found


def shortest(histories: list[Told]) -> list[Told]:
    """The first of the shortest histories for each word that a place tells."""
    found: dict[tuple[str, str], Told] = {}
    for each in histories:
        best = found.setdefault((each.where, each.word), each)
        if (each.module == "?", each.length) < (best.module == "?", best.length):
            found[each.where, each.word] = each
    return list(found.values())


def told_of_a_case(where: str) -> Iterator[Told]:
    with loaded(CASE_FILES[where]) as design:
        for row in check_design(design):
            if row.history is not None:
                assert row.search is not None
                scope, word = row.search.scope, row.verdict
                schedule = row.history.schedule
                module = design.scenarios[row.name].scenario.handler.__module__
                how = tuple(scope.messages), scope.consumers, scope.leftovers
                yield Told(where, module, row.name, word, schedule, *how)


def told_of_a_check(where: str) -> list[Told]:
    """What the checks say that a mistake names; of a demonstration, its only one."""
    files, found = dict(sources_of(where)), list[Told]()
    if where in MISTAKES:
        exercise, mistake = MISTAKES[where]
        files = with_only(exercise, mistake.source, mistake.expected.keys())

    def row_of(name: str, error: BaseException | None, *others: Any) -> Any:
        if isinstance(error, InconsistentError) and error.scenario is not None:
            place = place_of(error.scenario, files)
            request = ReplayRequest.of(error.history, error.scope)
            played = request.schedule, request.messages, request.consumers, request.leftovers
            found.append(Told(where, *place, error.anomaly, *played))
        return usual(name, error, *others)

    usual = pytest_runner.row_of
    with patch.object(pytest_runner, "row_of", row_of):
        pytest_runner.check(files, next(name for name in files if not name.startswith("test_")))
    return list(dict.fromkeys(found))


def place_of(scenario: Scenario, files: Mapping[str, str]) -> tuple[str, str]:
    """The module and the name of a scenario; two question marks if a check has made it."""
    for module in [Path(name).stem for name in files]:
        for name, value in vars(sys.modules.get(module, sys)).items():
            if value is scenario:
                return module, name
    return "?", "?"


EXERCISES = find_exercises(ROOT / "code" / "exercises")
MISTAKES = {
    f"mistake {identifier}/{mistake.path.stem}": (exercise, mistake)
    for identifier, exercise in EXERCISES.items()
    for mistake in exercise.mistakes
}
CASE_FILES = {f"case {name}": CASES / f"{name}.py" for name in names_of_cases()}

if __name__ == "__main__":
    write(shortest(anew()))
