"""What was trimmed from the page's Python is missed by nothing that was kept."""

import importlib
import shutil
import sys
import zipfile

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "emscripten", reason="only the page's Python is trimmed"
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_module_that_was_kept_can_be_imported() -> None:
    library = next(path for path in sys.path if path.endswith(".zip"))
    modules = [
        name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
        for name in zipfile.ZipFile(library).namelist()
        if name.endswith(".pyc") and not name.endswith("__main__.pyc")
    ]

    if "pyodide._package_loader" not in sys.modules:
        shutil.unregister_unpack_format("whl")  # who takes it from a program leaves its wheels
    assert len(modules) > 200
    for module in modules:
        importlib.import_module(module)


@pytest.mark.parametrize("module", ["ctypes", "lzma", "sqlite3", "compression.zstd"])
def test_a_module_that_is_left_out_is_missing_as_any_other(module) -> None:
    with pytest.raises(ImportError):
        importlib.import_module(module)


@pytest.mark.parametrize("module", ["_ctypes", "_lzma", "_sqlite3", "_zstd"])
def test_what_is_left_of_it_refuses_and_does_no_harm(module) -> None:
    with pytest.raises((ImportError, SystemError)):
        importlib.import_module(module)


def test_what_can_be_packed_in_several_ways_still_is_in_the_others(tmp_path) -> None:
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        with zipfile.ZipFile(tmp_path / "packed.zip", "w", kind) as packed:
            packed.writestr("one.txt", "one")
        assert zipfile.ZipFile(tmp_path / "packed.zip").read("one.txt") == b"one"
    with pytest.raises(RuntimeError, match="lzma"):
        zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_LZMA)
