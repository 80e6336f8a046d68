"""Imports a design from its file, and forgets it again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from consistent_messaging.design.design import Design, find_scenarios
from consistent_messaging.design.problems import DesignProblem
from consistent_messaging.design.several_files import importable, is_taken, parts_of


@contextmanager
def loaded(file: Path) -> Iterator[Design]:
    """Import the design in this file; while this lasts, it can import the files beside it.

    Raises `DesignProblem` if the file is no design, and whatever the file raises itself.
    """
    source, file = _source(file), file.resolve()
    before, path, bytecode = dict(sys.modules), list(sys.path), sys.dont_write_bytecode
    sys.path.insert(0, str(file.parent))
    sys.dont_write_bytecode = True
    try:
        parts = parts_of(source, file)
        for name in parts:
            sys.modules.pop(name, None)
        with importable(parts, file):
            yield find_scenarios(import_module(file.stem), source, file)
    finally:
        sys.path[:], sys.dont_write_bytecode = path, bytecode
        for name in [name for name in sys.modules if name not in before]:
            if _is_beside(name, file):
                del sys.modules[name]
        sys.modules.update(before)


def _is_beside(name: str, file: Path) -> bool:
    found = getattr(sys.modules[name], "__file__", None)
    return found is not None and Path(found).is_relative_to(file.parent)


def _source(file: Path) -> str:
    if file.suffix != ".py" or not file.stem.isidentifier():
        raise DesignProblem(
            f"{file.name} cannot be imported. A design is a Python file whose name is letters, "
            "digits and underscores, such as checkout.py."
        )
    if is_taken(file.stem):
        raise DesignProblem(
            f"{file.name} has the name of a module that Python, pytest or this library needs. "
            "Give the file another name."
        )
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors write a mark at the beginning
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise DesignProblem(f"{file} cannot be read: {reason}.") from None
