"""Reads an exercise's folder. What is not in the folder is derived from it; nothing is declared.

    <identifier>/
      starter.py  solution.py      the learner's file, as given and as solved
      test_<name>.py               the checks, plain pytest; the learner's file is <name>.py
      scenario.py                  the world that Run plays and that the checks share
      hints.md                     one section a hint, then "Why it is right"
      mistakes/*.py                wrong solutions, each with the messages that it must get

Modules beside the folders (`orders.py`) are given to every exercise that imports them; those that
only its checks import stand with the checks.
"""

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import consistent_messaging

ACCOUNT = "Why it is right"
FILES = {"starter.py", "solution.py", "scenario.py", "hints.md", "mistakes"}

Role = Literal["yours", "given", "library", "checks"]


class ExerciseProblem(Exception):
    """An exercise's folder breaks a rule. Says which path, which rule, and the way out."""

    def __init__(self, path: Path, rule: str, way_out: str) -> None:
        super().__init__(f"{_short(path)}: {rule} {way_out}")


@dataclass(frozen=True)
class CourseFile:
    """A file that belongs to an exercise, under the name by which it is imported.

    `yours` is edited; `given` is written beside it; `library` is shown, being installed already;
    `checks` are the scenario and the tests.
    """

    name: str
    source: str
    role: Role


@dataclass(frozen=True)
class Hint:
    """A section of `hints.md`: its heading, and Markdown."""

    title: str
    text: str


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that people really write, and the check's answers to it.

    `expected` maps the name of each test that must fail to the first line of its message.
    """

    path: Path
    source: str
    expected: dict[str, str]


@dataclass(frozen=True)
class Exercise:
    """One exercise, read from its folder."""

    folder: Path
    identifier: str
    file_name: str
    starter: str
    solution: str
    hints: tuple[Hint, ...]
    account: str
    mistakes: tuple[Mistake, ...]
    files: tuple[CourseFile, ...]

    @classmethod
    def read(cls, folder: Path) -> "Exercise":
        """Read the folder; raise `ExerciseProblem` at the first rule that it breaks."""
        tests = _tests(folder)
        file_name = tests.name.removeprefix("test_")
        starter = _source(folder / "starter.py", "A starter is what the learner begins with.")
        solution = _source(folder / "solution.py", "A solution proves that the checks can pass.")
        scenario = _source(folder / "scenario.py", "A scenario is what Run plays.")
        checks = _source(tests, "The checks say when the exercise is done.")
        hints, account = _hints(folder / "hints.md")
        return cls(
            folder=folder,
            identifier=folder.name,
            file_name=file_name,
            starter=starter,
            solution=solution,
            hints=hints,
            account=account,
            mistakes=_mistakes(folder / "mistakes"),
            files=(
                CourseFile(file_name, starter, "yours"),
                *modules_beside(folder.parent, (starter, solution), "given"),
                *_library((starter, solution)),
                *modules_beside(folder.parent, (scenario, checks), "checks", (starter, solution)),
                CourseFile("scenario.py", scenario, "checks"),
                CourseFile(tests.name, checks, "checks"),
            ),
        )

    def sources(self, learner_source: str) -> dict[str, str]:
        """Return what has to stand in one folder to run or check this code, by file name."""
        written = {f.name: f.source for f in self.files if f.role != "library"}
        return written | {self.file_name: learner_source}


def find_exercises(root: Path) -> dict[str, Exercise]:
    """Read every exercise below `root`, in the order of their names."""
    return {folder.name: Exercise.read(folder) for folder in folders_of(root)}


def folders_of(root: Path) -> list[Path]:
    """Return the folders below `root` that are exercises, by their names."""
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] not in "._")


def modules_beside(
    root: Path, sources: tuple[str, ...], role: Role, besides: tuple[str, ...] = ()
) -> list[CourseFile]:
    """Return the modules in `root` that these sources need, and those `besides` do not."""
    known = _imported(root, besides)
    return [
        CourseFile(path.name, source, role)
        for path, source in _imported(root, sources).items()
        if path not in known
    ]


def _imported(root: Path, sources: tuple[str, ...]) -> dict[Path, str]:
    """Return the sources of the modules that these sources import, and those import in turn."""
    found: dict[Path, str] = {}
    while sources:
        names = dict.fromkeys(module for module, _ in _imports(*sources) if module.isidentifier())
        paths = [root / f"{name}.py" for name in names if (root / f"{name}.py").is_file()]
        new = {path: path.read_text(encoding="utf-8") for path in paths if path not in found}
        found |= new
        sources = tuple(new.values())
    return found


def _tests(folder: Path) -> Path:
    if not folder.is_dir():
        raise ExerciseProblem(folder, "There is no such exercise.", "Create its folder.")
    if not folder.name.isidentifier():
        raise ExerciseProblem(folder, "A folder's name is an identifier.", "Rename it.")
    tests = sorted(folder.glob("test_*.py"))
    if len(tests) != 1:
        rule = f"An exercise has one test_<name>.py; here are {len(tests)}."
        raise ExerciseProblem(folder, rule, "Name it after the learner's file: test_handler.py.")
    unexpected = {path.name for path in folder.iterdir()} - FILES - {tests[0].name, "__pycache__"}
    if unexpected:
        raise ExerciseProblem(
            folder / min(unexpected),
            "An exercise has no other files than " + ", ".join(sorted(FILES)) + " and its tests.",
            "Move it beside the folder if all exercises share it, or delete it.",
        )
    return tests[0]


def _source(path: Path, why: str) -> str:
    if not path.is_file():
        raise ExerciseProblem(path, f"This file is missing. {why}", "Write it.")
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        try:
            _imports(source)
        except SyntaxError as error:
            rule = f"Line {error.lineno} is not Python: {error.msg}."
            raise ExerciseProblem(path, rule, "Correct it.") from None
    return source


def _hints(path: Path) -> tuple[tuple[Hint, ...], str]:
    text = _source(path, "Three to six hints lead from vague to plain.")
    sections = re.split(r"^## +(.+?) *$", text, flags=re.MULTILINE)[1:]
    hints = [
        Hint(title, body.strip()) for title, body in zip(sections[::2], sections[1::2], strict=True)
    ]
    if not hints or hints[-1].title != ACCOUNT:
        rule = f"The last section says why the solution is right: '## {ACCOUNT}'."
        raise ExerciseProblem(path, rule, "Add it.")
    if not 3 <= len(hints) - 1 <= 6:
        rule = f"An exercise has three to six hints; here are {len(hints) - 1}."
        raise ExerciseProblem(path, rule, "Each hint is a section that begins with '## '.")
    for hint in hints:
        if not hint.text:
            raise ExerciseProblem(path, f"'## {hint.title}' is empty.", "Write it or drop it.")
    return tuple(hints[:-1]), hints[-1].text


def _mistakes(folder: Path) -> tuple[Mistake, ...]:
    paths = sorted(folder.glob("*.py")) if folder.is_dir() else []
    if not paths:
        rule = "An exercise knows the mistakes that people make."
        raise ExerciseProblem(folder, rule, "Add mistakes/<what_is_wrong>.py, each with messages.")
    return tuple(_mistake(path) for path in paths)


def _mistake(path: Path) -> Mistake:
    source = _source(path, "A mistake is a file.")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    found = re.findall(r"^(test_\w+):\n((?: {4}.+\n?)+)", docstring, flags=re.MULTILINE)
    expected = {name: " ".join(message.split()) for name, message in found}
    if not expected:
        rule = "A mistake's docstring names the tests that fail, and what they say."
        raise ExerciseProblem(path, rule, "Add 'test_name:', and the message, indented, below it.")
    return Mistake(path, source, expected)


@cache  # the exercises share most of their modules
def _imports(*sources: str) -> tuple[tuple[str, str], ...]:
    """Return every (module, name) of the sources' `from module import name`, in order."""
    return tuple(
        (node.module or "", alias.name)
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def _library(sources: tuple[str, ...]) -> list[CourseFile]:
    names = [name for module, name in _imports(*sources) if module == consistent_messaging.__name__]
    modules = dict.fromkeys(getattr(consistent_messaging, name).__module__ for name in names)
    paths = [Path(str(sys.modules[module].__file__)) for module in modules]
    return [CourseFile(p.name, p.read_text(encoding="utf-8"), "library") for p in paths]


def _short(path: Path) -> str:
    """Name a path as a person would: from the folder above the exercises on."""
    parts = path.parts
    return "/".join(parts[parts.index("exercises") - 1 :]) if "exercises" in parts else str(path)
