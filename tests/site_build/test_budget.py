"""How many bytes a page takes over the wire, gzipped as GitHub Pages does, and how many it may.

Times depend on the machine and are for `make bench`; bytes are the same everywhere.
"""

import gzip
import re
from pathlib import Path

import pytest
from site_build.lab import bundle_lab
from site_build.page_python import assemble_python
from site_build.project import PROJECT

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

    assert wire([*files, lab / "worker.js", *first_touch(lab)]) <= 7.0 * MB  # 7.5 were promised


def test_what_comes_before_the_first_touch_of_an_editor(lab) -> None:
    assert wire(first_touch(lab)) <= 250 * KB  # 400 were promised


def test_what_every_page_loads_of_the_course(lab) -> None:
    files = [lab / "lab.js", *with_imports(lab, "mount_progress"), *styles(lab)]

    assert wire(files) <= 30 * KB


def test_what_pytest_adds(python) -> None:
    assert wire([python / "checks.snapshot.gz"]) <= 2.3 * MB


def test_what_a_start_without_a_snapshot_takes(python, lab) -> None:
    runtime = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json"]
    files = [python / name for name in [*runtime, "python_stdlib.zip"]]

    assert wire([*files, *python.glob("consistent_messaging-*.whl")]) <= 7.5 * MB


@pytest.mark.parametrize(("part", "most"), [("happened", 40), ("mount_notes", 15)])
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
    parts = {*with_imports(lab, "mount"), *with_imports(lab, "mount_progress")}
    return [lab / "wake.js", lab / "lab.js", *sorted(parts), *styles(lab)]


def styles(lab: Path) -> list[Path]:
    return [lab / "lab.css", *sorted((PROJECT.root / "docs" / "stylesheets").glob("*.css"))]


def with_imports(lab: Path, part: str) -> list[Path]:
    """The chunk of a part, and all that comes with it at once."""
    waiting = [file.name for file in lab.glob(f"{part}-????????.js")]
    waiting += [file.name for file in lab.glob(f"{part}-????.js")]
    assert len(waiting) == 1, f"{part}: {waiting}"
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            text = (lab / name).read_text("utf-8")
            waiting += re.findall(r'(?:from|import)"\./([\w-]+\.js)"', text)
    return [lab / name for name in sorted(found)]


def wire(files) -> int:
    """How many bytes these files take."""
    contents = {file: file.read_bytes() for file in files}
    return sum(
        len(content if file.suffix in PACKED else gzip.compress(content, 6))
        for file, content in contents.items()
    )
