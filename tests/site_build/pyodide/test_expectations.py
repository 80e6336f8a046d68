"""A Pyodide that is not as expected: what is said of it, and what a build does without."""

import shutil
from pathlib import Path

import pytest
from site_build.errors import BuildProblem
from site_build.project import PROJECT, Project
from site_build.pyodide.expectations import check_core, make_or_do_without, report
from site_build.pyodide.snapshots import make_snapshots
from site_build.pyodide.trim_core import trim_core

NOTHING_IN_IT = b"\0asm\x01\0\0\0"  # the smallest module of WebAssembly


@pytest.fixture
def another(tmp_path) -> Project:
    """A project with a Pyodide of its own, which a test may change."""
    shutil.copytree(PROJECT.pyodide, tmp_path / "node_modules" / "pyodide")
    for other in (PROJECT.root / "node_modules").iterdir():
        if other.name != "pyodide":
            (tmp_path / "node_modules" / other.name).symlink_to(other)
    for name in ("code", "package.json", "pyproject.toml", "LICENSE"):
        (tmp_path / name).symlink_to(PROJECT.root / name)
    return Project(tmp_path)


@pytest.fixture(params=["", "true"], ids=["here", "in CI"])
def in_ci(request, monkeypatch) -> bool:
    monkeypatch.setenv("CI", request.param)
    return bool(request.param)


def rename(project: Project, file: str, *names: str) -> None:
    """Have the file call these something else, as a later Pyodide might."""
    path = project.pyodide / file
    content = path.read_bytes()
    for name in names:
        assert name.encode() in content
        content = content.replace(name.encode(), name[::-1].encode())
    path.write_bytes(content)


def test_the_pyodide_that_is_installed_has_all_that_is_used() -> None:
    assert check_core(PROJECT) == []


def test_each_thing_that_a_start_lacks_is_named_with_the_way_out(another) -> None:
    rename(another, "pyodide.mjs", "lockFileContents")
    (another.pyodide / "pyodide.asm.wasm").write_bytes(NOTHING_IN_IT)

    with pytest.raises(BuildProblem) as raised:
        check_core(another)

    said = str(raised.value)
    assert said.startswith(f"Pyodide {another.pyodide_version}: cannot be started")
    assert (
        "It has no option lockFileContents any more. Adapt code/lab/python/pyodide_loader.ts"
        in said
    )
    for name in ("JsProxy_", "JsvFunction_Call", "_dlopen_js"):
        assert f"It has no import {name} any more. Adapt code/lab/python/javascript_gate.ts" in said


def test_each_thing_that_snapshots_lack_is_named(another) -> None:
    for file in ("pyodide.mjs", "pyodide.asm.mjs"):
        path = another.pyodide / file
        path.write_text(path.read_text().replace("_makeSnapshot", "_takeMemory"))
    rename(another, "pyodide.asm.wasm", "__heap_base")

    said = check_core(another)

    assert [sentence.split(" any more")[0] for sentence in said] == [
        "It has no option _makeSnapshot",
        "It has no export __heap_base",
    ]


def test_a_module_that_cannot_be_read_is_told(another) -> None:
    (another.pyodide / "pyodide.asm.wasm").write_bytes(b"something else")

    with pytest.raises(
        BuildProblem, match=r"(?s)node_modules/pyodide: cannot be read.*CompileError"
    ):
        check_core(another)


def test_a_pyodide_that_the_trimmer_does_not_know_stays_as_it_is(another, in_ci, capsys) -> None:
    (another.pyodide / "pyodide.asm.mjs").write_text("// names its exports otherwise\n")
    sentence = "pyodide.asm.mjs: names its exports in a way that is not known here"
    if in_ci:
        with pytest.raises(BuildProblem, match=sentence):
            trim_core(another)
        return

    for _ in range(2):  # what was made before is told of as well
        core = trim_core(another)

        for name in ("pyodide.asm.mjs", "pyodide.asm.wasm"):
            assert (core / name).read_bytes() == (another.pyodide / name).read_bytes()
        said = capsys.readouterr().err
        assert "Pyodide is not trimmed, and larger." in said
        assert sentence in said


def test_without_what_they_need_there_are_no_snapshots(tmp_path, in_ci, capsys) -> None:
    (tmp_path / "code").symlink_to(PROJECT.root / "code")
    (tmp_path / "node_modules").symlink_to(PROJECT.root / "node_modules")
    core = tmp_path / "core"
    core.mkdir()
    library = core / "library.zip"
    library.write_bytes(b"")
    lacking = ["It has no export sbrk any more."]
    if in_ci:
        with pytest.raises(BuildProblem, match="no export sbrk any more"):
            make_snapshots(Project(tmp_path), core, library, [], lacking)
        return

    for _ in range(2):
        assert make_snapshots(Project(tmp_path), core, library, [], lacking) == []
        said = capsys.readouterr().err
        assert "There are no snapshots, and Python starts more slowly." in said
        assert lacking[0] in said


def test_in_ci_what_was_left_out_before_is_not_taken_over(tmp_path, monkeypatch) -> None:
    note = tmp_path / "why_not.txt"

    def fails() -> None:
        raise BuildProblem("snapshots", "cannot be made.", "Look there.")

    monkeypatch.delenv("CI", raising=False)
    make_or_do_without(note, fails, Path)
    monkeypatch.setenv("CI", "true")

    with pytest.raises(BuildProblem, match=r"Slower\. snapshots: cannot be made\. Look there\."):
        report(note, "Slower.")
