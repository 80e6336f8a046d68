"""Leaves out what was made before: a step is done again only when its inputs have changed."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash over the words, and over the names and contents of the files and folders."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(f"{word}\0".encode())
    for path in paths:
        for file in _files(path):
            name = file.relative_to(path.parent).as_posix()
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{name}\0{content}\0".encode())
    return digest.hexdigest()


def make_once(
    stamp: Path, inputs: str, outputs: Callable[[], bool], make: Callable[[], None]
) -> bool:
    """Make something unless it was made from the same inputs and is still there.

    Returns whether it was made now.
    """
    if stamp.is_file() and stamp.read_text() == inputs and outputs():
        return False
    stamp.unlink(missing_ok=True)
    make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(inputs)
    return True


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = (file for file in path.rglob("*") if file.is_file())
    return sorted(file for file in found if "__pycache__" not in file.parts)
