"""Folders whose name says what is in them, so that an address never changes what it means."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

_VERSION_LENGTH = 12


def publish(folder: Path, files: Sequence[Path]) -> str:
    """Make `<folder>/<version>/` of these files, remove the versions before, return the version.

    The version is a hash of the files' names and contents.
    """
    version = _version(files)
    place = folder / version
    if not place.is_dir():
        unfinished = folder / f".{version}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, unfinished / file.name)
        unfinished.rename(place)
    for other in folder.iterdir():
        if other.is_dir() and other != place:
            shutil.rmtree(other)
    return version


def _version(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()[:_VERSION_LENGTH]
