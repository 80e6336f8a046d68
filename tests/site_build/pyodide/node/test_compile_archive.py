"""Archives of byte code: importable, reproducible, and still wheels."""

import base64
import hashlib
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from site_build.pyodide.node.compile_archive import Archive, compile_archive

RECORD = "sample-1.0.dist-info/RECORD"


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "source.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr(
            "sample_package/__init__.py",
            '"""What for."""\ndef answer(asked: str = "") -> int:\n    """Tell."""\n    return 42',
        )
        archive.writestr("sample_package/unwanted.py", "x = 1\n")
        archive.writestr("sample_package/data.txt", "kept")
        archive.writestr(RECORD, "sample_package/__init__.py,,\n")
    return path


def compiled(
    source: Path,
    name: str,
    *,
    keeps_sources: bool = False,
    documented: tuple[str, ...] = (),
    keeps_annotations: bool = True,
) -> Path:
    target = source.with_name(name)
    archive = Archive(
        source=str(source),
        target=str(target),
        location="/somewhere",
        dropped=("*/unwanted.py",),
        keeps_sources=keeps_sources,
        documented=documented,
        keeps_annotations=keeps_annotations,
    )
    compile_archive(archive)
    return target


def test_byte_code_stands_in_the_place_of_the_sources(source) -> None:
    with ZipFile(compiled(source, "target.zip")) as archive:
        names = set(archive.namelist())

    assert names == {"sample_package/__init__.pyc", "sample_package/data.txt", RECORD}


def test_sources_that_are_kept_have_their_byte_code_where_python_looks_for_it(source) -> None:
    with ZipFile(compiled(source, "target.zip", keeps_sources=True)) as archive:
        names = archive.namelist()

    assert "sample_package/__init__.py" in names
    assert f"sample_package/__pycache__/__init__.{sys.implementation.cache_tag}.pyc" in names


def test_a_compiled_archive_is_imported_from_and_names_its_later_place(source, monkeypatch) -> None:
    monkeypatch.syspath_prepend(compiled(source, "target.zip"))

    import sample_package

    assert sample_package.answer() == 42
    assert sample_package.answer.__code__.co_filename == "/somewhere/sample_package/__init__.py"


@pytest.mark.parametrize(
    ("kept", "docstring"), [("other_package/*", None), ("sample_package/*", "Tell.")]
)
def test_docstrings_are_kept_or_left_out(source, monkeypatch, kept, docstring) -> None:
    monkeypatch.syspath_prepend(compiled(source, f"docs_{kept[:5]}.zip", documented=(kept,)))
    sys.modules.pop("sample_package", None)

    import sample_package

    assert sample_package.answer.__doc__ == docstring
    assert sample_package.answer() == 42


@pytest.mark.parametrize(("kept", "annotated"), [(False, set()), (True, {"asked", "return"})])
def test_annotations_of_functions_are_kept_or_left_out(
    source, monkeypatch, kept, annotated
) -> None:
    monkeypatch.syspath_prepend(compiled(source, f"types_{kept}.zip", keeps_annotations=kept))
    sys.modules.pop("sample_package", None)

    import sample_package

    assert set(sample_package.answer.__annotations__) == annotated
    assert sample_package.answer("much") == 42


def test_the_same_sources_give_the_same_bytes(source) -> None:
    first, second = compiled(source, "first.zip"), compiled(source, "second.zip")

    assert first.read_bytes() == second.read_bytes()


def test_a_wheels_record_lists_what_it_has_now(source) -> None:
    with ZipFile(compiled(source, "target.zip")) as archive:
        rows = [line.split(",") for line in archive.read(RECORD).decode().splitlines()]
        content = archive.read("sample_package/data.txt")

    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    assert ["sample_package/data.txt", f"sha256={digest}", "4"] in rows
    assert rows[-1] == [RECORD, "", ""]
    assert len(rows) == 3
