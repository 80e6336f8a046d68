"""A fresh folder with the files of an exercise in it, and a fresh import of each of them."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def temp_import_dir(files: Mapping[str, str]) -> Iterator[Path]:
    """Write the files (name to source) into a new folder that can be imported from.

    Whatever was imported from there is forgotten again, so that two runs share nothing.
    """
    modules = {Path(name).stem for name in files}
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for file, source in files.items():
            (folder / file).write_text(source, encoding="utf-8")
        forgotten = {module: sys.modules.pop(module, None) for module in modules}
        sys.path.insert(0, str(folder))
        sys.dont_write_bytecode = True
        try:
            yield folder
        finally:
            sys.path[:], sys.dont_write_bytecode = path, bytecode
            for module, before in forgotten.items():
                sys.modules.pop(module, None)
                if before is not None:
                    sys.modules[module] = before
