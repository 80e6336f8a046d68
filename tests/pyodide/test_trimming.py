"""What was trimmed from the page's standard library is missed by nothing that was kept."""

import importlib
import sys
import zipfile

import pytest


@pytest.mark.skipif(sys.platform != "emscripten", reason="only the page's Python is trimmed")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_module_that_was_kept_can_be_imported() -> None:
    library = next(path for path in sys.path if path.endswith(".zip"))
    modules = [
        name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
        for name in zipfile.ZipFile(library).namelist()
        if name.endswith(".pyc") and not name.endswith("__main__.pyc")
    ]

    assert len(modules) > 200
    for module in modules:
        importlib.import_module(module)
