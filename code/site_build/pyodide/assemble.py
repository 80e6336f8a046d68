"""Assembles the Python that the page loads, in a folder named after its own contents."""

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
from site_build.versioned_folder import publish

LOCK_NAME = "pyodide-lock.json"


def assemble_python(project: Project) -> str:
    """Make `docs/assets/python/<version>/` and return the version."""
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
    return publish(project.assets / "python", files)


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
