"""Puts what a reader takes home into one file: library, exercises, designs, how pytest runs them.

`project` is what an exercise gets besides if it is to run on a real store.

The page loads it when a download is asked for, and makes an archive of it with the reader's code.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from consistent_messaging.exercise.code_hash import starter_hash
from consistent_messaging.exercise.exercise import Exercise, find_exercises, modules_beside

from site_build.project import Project

_TEMPLATE = Path(__file__).parent / "template"
_PROJECT = Path(__file__).parent / "project"
_VERSION_LENGTH = 12
_DESIGN_TEST = '''\
"""Searches each scenario of {module}.py, as far as its scope says."""

from pathlib import Path

import pytest
import {module}
from consistent_messaging.design import assert_scenario_holds, find_scenarios

FILE = Path({module}.__file__)
DESIGN = find_scenarios({module}, FILE.read_text("utf-8"), FILE)


@pytest.mark.parametrize("name", DESIGN.scenarios)
def test_every_sequence_of_events(name):
    assert_scenario_holds(DESIGN.pick(name))
'''
_CASE_TEST = '''\
"""Searches each scenario of {module}.py, and expects the word that its first lines say."""

import re
from pathlib import Path

import pytest
import {module}
from consistent_messaging.design import check_design, find_scenarios

FILE = Path({module}.__file__)
DESIGN = find_scenarios({module}, FILE.read_text("utf-8"), FILE)
WORDS = dict(re.findall(r"^(\\w+): ([a-z ]+)", {module}.__doc__, re.MULTILINE))


@pytest.mark.parametrize("name", DESIGN.scenarios)
def test_the_word_is_as_the_file_says(name):
    [row] = check_design(DESIGN, [DESIGN.pick(name)])
    assert row.verdict == WORDS[name], row.message
'''


def assemble_course_files(project: Project) -> str:
    """Make `docs/assets/course/<version>.json` and return the version, a hash of its content."""
    content = json.dumps(_course_files(project), ensure_ascii=False, sort_keys=True)
    version = hashlib.sha256(content.encode()).hexdigest()[:_VERSION_LENGTH]
    folder = project.assets / "course"
    place = folder / f"{version}.json"
    if not place.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        place.write_text(content, encoding="utf-8")
    return version


def _course_files(project: Project) -> dict[str, Any]:
    exercises = find_exercises(project.root / "code" / "exercises")
    return {
        "common": {**_texts(_TEMPLATE), **_texts(project.library, project.library.parent)}
        | {"LICENSE": (project.root / "LICENSE").read_text(encoding="utf-8")},
        "project": _texts(_PROJECT),
        "exercises": [_exercise(exercise) for exercise in exercises.values()],
        "designs": [
            *(_design(path, _DESIGN_TEST) for path in _designs(project.root / "code" / "designs")),
            *(_design(path, _CASE_TEST) for path in _designs(project.root / "code" / "cases")),
        ],
    }


def _exercise(exercise: Exercise) -> dict[str, Any]:
    return {
        "name": exercise.identifier,
        "file": exercise.file_name,
        "starter_hash": starter_hash(exercise.starter),
        "files": exercise.sources(exercise.starter),
    }


def _designs(folder: Path) -> list[Path]:
    """The designs in a folder, without what several of them share."""
    return sorted(path for path in folder.glob("*.py") if not path.stem.endswith("_shop"))


def _design(path: Path, test: str) -> dict[str, Any]:
    """A design with its test, and what it shares with others."""
    source = path.read_text(encoding="utf-8")
    given = {file.name: file.source for file in modules_beside(path.parent, (source,), "given")}
    return {
        "name": f"design_{path.stem}",
        "file": path.name,
        "starter_hash": starter_hash(source),
        "files": {path.name: source, **given, f"test_{path.name}": test.format(module=path.stem)},
    }


def _texts(folder: Path, root: Path | None = None) -> dict[str, str]:
    """The contents of all files below the folder, by their path below the root."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(root or folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(paths)
        if "__pycache__" not in path.parts
    }
