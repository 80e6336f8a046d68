"""Assembles the Python that the page loads, in a folder named after its own contents."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from site_build.build_cache import fingerprint, make_once
from site_build.project import Project, find_tool, run_tool
from site_build.pyodide.byte_code import compile_standard_library, compile_wheels
from site_build.pyodide.expectations import check_core
from site_build.pyodide.snapshots import make_snapshots
from site_build.pyodide.trim_core import FILES, trim_core
from site_build.pyodide.wheels import build_course_wheel, fetch_pinned_wheels

LOCK_NAME = "pyodide-lock.json"
_VERSION_LENGTH = 12


def assemble_python(project: Project) -> str:
    """Make `docs/assets/python/<version>/` and return the version.

    The version is a hash of what is in the folder, so an address never changes what it means.
    """
    core = trim_core(project)
    lacking = check_core(project)
    wheels = [
        *compile_wheels(project, [build_course_wheel(project)], "course", is_read=True),
        *compile_wheels(project, fetch_pinned_wheels(project), "pinned", is_read=False),
    ]
    standard_library = compile_standard_library(project)
    files = [
        *(core / name for name in FILES),
        standard_library,
        *wheels,
        _lock(project, wheels),
        *make_snapshots(project, core, standard_library, wheels, lacking),
    ]
    version = _version(files)
    _publish(project.assets / "python", version, files)
    return version


def _lock(project: Project, wheels: Sequence[Path]) -> Path:
    """A lock file that knows our wheels and none of those that Pyodide's own server has."""
    folder = project.build / "lock"
    lock = folder / LOCK_NAME
    stock = project.pyodide / LOCK_NAME

    def add_wheels() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        copies = [shutil.copy(wheel, folder) for wheel in sorted(wheels)]
        empty = folder / "empty-lock.json"
        empty.write_text(json.dumps({**json.loads(stock.read_text()), "packages": {}}))
        command = [find_tool("pyodide", "Run `make build`, which installs it."), "lockfile"]
        command += ["add-wheels", "--input", str(empty), "--output", str(lock)]
        run_tool([*command, "--base-path", folder, *copies], project)

    make_once(folder / ".inputs", fingerprint([stock, *wheels]), lock.is_file, add_wheels)
    return lock


def _version(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()[:_VERSION_LENGTH]


def _publish(folder: Path, version: str, files: Sequence[Path]) -> None:
    """Copy the files to their place, and only then remove the versions before."""
    place = folder / version
    if not place.is_dir():
        unfinished = folder / f".{version}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, unfinished / file.name)
        unfinished.rename(place)
    for other in folder.iterdir():
        if other != place:
            shutil.rmtree(other)
