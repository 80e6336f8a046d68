"""Pyodide's own files, of which a page needs less than they have."""

import json
import shutil
from pathlib import Path

from site_build.build_cache import fingerprint, make_once
from site_build.errors import BuildProblem
from site_build.project import Project, node, run_tool
from site_build.pyodide import trim_lists

_MODULE = "pyodide.asm.wasm"
FILES = ("pyodide.mjs", "pyodide.asm.mjs", _MODULE)
_READ_WITH_THEM = ("pyodide-lock.json", "package.json")
_TRIMMER = Path(__file__).parent / "node"

# What Pyodide's module is written with; the module itself does not say so.
_FEATURES = (
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-extended-const",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
)


def trim_core(project: Project) -> Path:
    """A folder that Pyodide can be started from, with its files trimmed."""
    missing = [name for name in FILES if not (project.pyodide / name).is_file()]
    if missing:
        raise BuildProblem(project.pyodide, f"has no {', '.join(missing)}.", "Run `npm ci`.")
    folder = project.build / "pyodide_core"
    starter = project.lab / "python" / "pyodide_loader.ts"
    binaryen = project.root / "node_modules" / "binaryen"
    files = [project.pyodide / name for name in (*FILES, *_READ_WITH_THEM)]
    job = {
        "folder": str(folder),
        "starter": str(starter),
        "libraries": trim_lists.LIBRARIES,
        "optimize": [node(), str(binaryen / "bin" / "wasm-opt"), *_FEATURES],
    }

    def trim() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder)
        job_file = folder.with_suffix(".json")
        job_file.write_text(json.dumps(job))
        run_tool([node(), _TRIMMER / "trim_core.mjs", job_file], project)

    inputs = [*files, *sorted(_TRIMMER.glob("*.mjs")), starter, binaryen / "package.json"]
    make_once(
        folder / ".inputs",
        fingerprint(inputs, json.dumps(trim_lists.LIBRARIES)),
        lambda: all((folder / file.name).is_file() for file in files),
        trim,
    )
    return folder
