"""The Python that a page loads: whole, locked, and the same from each build."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from site_build.errors import BuildProblem
from site_build.project import PROJECT, Project
from site_build.pyodide import trim_lists
from site_build.pyodide.assemble import LOCK_NAME, assemble_python
from site_build.pyodide.trim_core import trim_core
from site_build.pyodide.wheels import fetch_pinned_wheels

INPUTS = ["LICENSE", "code", "node_modules", "pyproject.toml", "requirements.txt"]


@pytest.fixture(scope="module")
def folder() -> Path:
    """Python as `make build` has assembled it."""
    return PROJECT.assets / "python" / assemble_python(PROJECT)


@pytest.fixture(scope="module")
def lock(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    content: dict[str, dict[str, dict[str, str]]] = json.loads((folder / LOCK_NAME).read_text())
    return content


def test_the_lock_names_the_wheels_of_the_course_and_of_pytest_and_no_other(lock, folder) -> None:
    names = ["consistent-messaging", "iniconfig", "packaging", "pluggy", "pygments", "pytest"]
    wheels = {path.name for path in folder.glob("*.whl")}

    assert sorted(lock["packages"]) == names
    assert {package["file_name"] for package in lock["packages"].values()} == wheels


def test_each_wheel_has_the_hash_that_the_lock_tells(lock, folder) -> None:
    for package in lock["packages"].values():
        content = (folder / package["file_name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == package["sha256"]


def test_only_what_a_page_needs_is_published(folder) -> None:
    others = {path.name for path in folder.iterdir() if path.suffix != ".whl"}

    assert others == {
        "checks.snapshot.gz",
        "course.snapshot.gz",
        "pyodide.asm.mjs",
        "pyodide.asm.wasm",
        "pyodide.mjs",
        LOCK_NAME,
        "python_stdlib.zip",
    }


@pytest.mark.parametrize(("name", "most"), [("pyodide.asm.mjs", 0.4), ("pyodide.asm.wasm", 0.82)])
def test_pyodide_keeps_nothing_that_nobody_uses(folder, name, most) -> None:
    stock = PROJECT.pyodide / name

    assert (folder / name).stat().st_size < most * stock.stat().st_size


def slow(*values: str):
    return pytest.param(*values, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    ("module", "beginning", "problem"),
    [
        ("_sqlite3", "Py", r"\w+ needs what _sqlite3 does: it has to stay"),
        slow("_no_module", "sqlite3_", "There is no module _no_module"),
        slow("_sqlite3", "no_function_", "There is nothing of _sqlite3's library"),
    ],
)
def test_a_library_that_something_else_needs_stays(
    tmp_path, monkeypatch, module, beginning, problem
) -> None:
    (tmp_path / "node_modules").symlink_to(PROJECT.root / "node_modules")
    (tmp_path / "code").symlink_to(PROJECT.root / "code")
    monkeypatch.setattr(trim_lists, "LIBRARIES", {module: beginning})

    monkeypatch.setenv("CI", "true")

    with pytest.raises(BuildProblem, match=rf"{problem}.* Adapt trim_lists\.py"):
        trim_core(Project(tmp_path))


@pytest.mark.slow
def test_a_build_in_another_place_gives_the_same_version_and_removes_earlier_ones(
    tmp_path, folder
) -> None:
    wheels = fetch_pinned_wheels(PROJECT)  # their hashes were checked: they are not fetched twice
    for name in INPUTS:
        if (PROJECT.root / name).exists():
            (tmp_path / name).symlink_to(PROJECT.root / name)
    shutil.copytree(wheels[0].parent, tmp_path / "build" / "wheels" / "pinned")
    elsewhere = Project(tmp_path)
    (elsewhere.assets / "python" / "0123456789ab").mkdir(parents=True)

    assert assemble_python(elsewhere) == folder.name

    assert [each.name for each in (elsewhere.assets / "python").iterdir()] == [folder.name]


def test_a_missing_runtime_is_told_with_the_way_out(tmp_path) -> None:
    with pytest.raises(BuildProblem, match=r"node_modules/pyodide: has no .* Run `npm ci`\."):
        assemble_python(Project(tmp_path))
