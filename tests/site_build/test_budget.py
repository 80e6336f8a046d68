"""How many bytes a page takes over the wire, gzipped as GitHub Pages does, and how many it may.

Times depend on the machine and are for `make bench`; bytes are the same everywhere.
"""

import gzip
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from site_build.frontend_bundle import bundle_lab
from site_build.project import PROJECT
from site_build.pyodide.assemble import assemble_python

KB, MB = 1_000, 1_000_000
# GitHub Pages sends these as they are.
PACKED = {".gz", ".whl", ".zip"}


@pytest.fixture(scope="module")
def python() -> Path:
    return PROJECT.assets / "python" / assemble_python(PROJECT)


@pytest.fixture(scope="module")
def lab(python: Path) -> Path:
    bundle_lab(PROJECT, python.name)
    return PROJECT.assets / "lab"


def test_all_that_comes_before_the_first_output_but_pytest(python, lab) -> None:
    runtime = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json"]
    files = [python / name for name in [*runtime, "course.snapshot.gz"]]

    assert wire([*files, lab / "worker.js", *first_touch(lab)]) <= 6.5 * MB  # 7.5 were promised


def test_what_comes_before_the_first_touch_of_an_editor(lab) -> None:
    assert wire(first_touch(lab)) <= 250 * KB  # 400 were promised


def test_what_every_page_loads_of_the_course(lab) -> None:
    assert wire([lab / "site.css", *every_page(lab)]) <= 30 * KB


def test_what_pytest_adds(python) -> None:
    assert wire([python / "checks.snapshot.gz"]) <= 2.3 * MB


def test_what_a_start_without_a_snapshot_takes(python, lab) -> None:
    runtime = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json"]
    files = [python / name for name in [*runtime, "python_stdlib.zip"]]

    assert wire([*files, *python.glob("consistent_messaging-*.whl")]) <= 6.0 * MB


def test_what_a_run_on_postgresql_adds_once_it_is_asked_for(lab) -> None:
    (folder,) = (each for each in lab.parent.joinpath("postgresql").iterdir() if each.is_dir())
    files = [*folder.iterdir(), lab / "database_worker.js"]
    names = ["adapters.zip", "initdb.wasm.gz", "pglite.data.gz", "pglite.wasm.gz"]

    assert sorted(file.name for file in folder.iterdir()) == names
    assert wire(files) <= 5.3 * MB


def test_nothing_of_postgresql_comes_before_it_is_asked_for(python, lab) -> None:
    (course,) = python.glob("consistent_messaging-*.whl")
    with ZipFile(course) as wheel:
        names = wheel.namelist()
    first = b"".join(file.read_bytes() for file in [lab / "worker.js", *first_touch(lab)])

    assert any("/api/" in name for name in names)
    assert [name for name in names if "adapters" in name or "on_postgresql" in name] == []
    assert b"PostgreSQL is starting" not in first
    assert b"PGlite" not in first


@pytest.mark.parametrize(
    ("part", "most"), [("history_panel", 40), ("markdown", 60), ("database_panel", 6)]
)
def test_what_is_loaded_when_it_is_asked_for(lab, part, most) -> None:
    first = set(first_touch(lab))

    assert wire(file for file in with_imports(lab, part) if file not in first) <= most * KB


def test_the_measure_sees_what_a_part_imports(tmp_path) -> None:
    (tmp_path / "one-AAAA.js").write_text('import{a}from"./two-BBBB.js";import("./three-CCCC.js")')
    (tmp_path / "two-BBBB.js").write_text('import"./four-DDDD.js";')
    (tmp_path / "three-CCCC.js").write_text("")
    (tmp_path / "four-DDDD.js").write_text("")

    names = [file.name for file in with_imports(tmp_path, "one")]

    assert names == ["four-DDDD.js", "one-AAAA.js", "two-BBBB.js"]


def first_touch(lab: Path) -> list[Path]:
    """What a page with an exercise loads beyond what Material itself does, without Python."""
    return [
        lab / "wake.js",
        lab / "site.css",
        *sorted({*every_page(lab), *with_imports(lab, "mount_exercises")}),
    ]


def every_page(lab: Path) -> list[Path]:
    return imported_with([lab / "lab.js"])


def with_imports(lab: Path, part: str) -> list[Path]:
    """The chunk of a part, and all that comes with it at once."""
    found = [*lab.glob(f"{part}-????????.js"), *lab.glob(f"{part}-????.js")]
    assert len(found) == 1, f"{part}: {found}"
    return imported_with(found)


def imported_with(waiting: list[Path]) -> list[Path]:
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            names = re.findall(r'(?:from|import)"\./([\w-]+\.js)"', file.read_text("utf-8"))
            waiting += [file.parent / name for name in names]
    return sorted(found)


def wire(files) -> int:
    """How many bytes these files take."""
    contents = {file: file.read_bytes() for file in files}
    return sum(
        len(content if file.suffix in PACKED else gzip.compress(content, 6))
        for file, content in contents.items()
    )
