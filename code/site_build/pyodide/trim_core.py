"""Trims Pyodide's own files, its scripts and its WebAssembly module, to what a page uses."""

import json
import shutil
from pathlib import Path

from site_build.build_cache import fingerprint, make_once
from site_build.errors import BuildProblem
from site_build.project import Project, node, run_tool
from site_build.pyodide import trim_lists
from site_build.pyodide.expectations import make_or_do_without, report

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
_READ_WITH_THEM = ("pyodide-lock.json", "package.json")
_TRIMMER = Path(__file__).parent / "node"
_WHY_NOT = "why_not_trimmed.txt"


def trim_core(project: Project) -> Path:
    """A folder that Pyodide can be started from, with its files trimmed.

    A Pyodide that the trimmer does not understand stays as it is, and a page takes longer to start.
    """
    missing = [name for name in FILES if not (project.pyodide / name).is_file()]
    if missing:
        raise BuildProblem(project.pyodide, f"has no {', '.join(missing)}.", "Run `npm ci`.")
    folder = project.build / "pyodide_core"
    starter = project.lab / "python" / "pyodide_loader.ts"
    binaryen = project.root / "node_modules" / "binaryen" / "package.json"
    files = [project.pyodide / name for name in (*FILES, *_READ_WITH_THEM)]
    job = {"folder": str(folder), "starter": str(starter), "libraries": trim_lists.LIBRARIES}

    def copy() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder)

    def trim() -> None:
        copy()
        job_file = folder.with_suffix(".json")
        job_file.write_text(json.dumps(job))
        run_tool([node(), _TRIMMER / "trim_core.mjs", job_file], project)

    inputs = [*files, *sorted(_TRIMMER.glob("*.mjs")), starter, binaryen]
    make_once(
        folder / ".inputs",
        fingerprint(inputs, json.dumps(trim_lists.LIBRARIES)),
        lambda: all((folder / file.name).is_file() for file in files),
        lambda: make_or_do_without(folder / _WHY_NOT, trim, copy),
    )
    report(folder / _WHY_NOT, "Pyodide is not trimmed, and larger.")
    return folder
