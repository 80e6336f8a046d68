"""Pyodide's own files, of which a page needs less than they have."""

import shutil
from pathlib import Path

from site_build.problem import BuildProblem
from site_build.project import Project, node, run_tool
from site_build.stamp import fingerprint, make_once

_MODULE = "pyodide.asm.wasm"
FILES = ("pyodide.mjs", "pyodide.asm.mjs", _MODULE)
_READ_WITH_THEM = ("pyodide-lock.json", "package.json")
_TRIMMER = Path(__file__).parent / "in_pyodide" / "trim_core.mjs"

# Drops the functions that were there only to be exported.
_DROP_UNUSED = "--remove-unused-module-elements"
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
    starter = project.lab / "pyodide_runtime.ts"
    binaryen = project.root / "node_modules" / "binaryen"
    files = [project.pyodide / name for name in (*FILES, *_READ_WITH_THEM)]

    def trim() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder)
        run_tool([node(), _TRIMMER, folder, starter], project)
        module, wasm_opt = folder / _MODULE, binaryen / "bin" / "wasm-opt"
        run_tool([node(), wasm_opt, *_FEATURES, _DROP_UNUSED, module, "-o", module], project)

    make_once(
        folder / ".inputs",
        fingerprint([*files, _TRIMMER, starter, binaryen / "package.json"]),
        lambda: all((folder / file.name).is_file() for file in files),
        trim,
    )
    return folder
