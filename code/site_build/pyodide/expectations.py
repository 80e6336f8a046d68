"""Whether a Pyodide is as the page expects it, beyond what its documentation promises.

What the start or the sandbox rests on has to be there. Without the rest, a page is only slower: a
build on somebody's machine says so and goes on, and a build in CI fails, since nobody reads there
what it says.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from site_build.errors import BuildProblem
from site_build.project import Project, node

_CHECKER = Path(__file__).parent / "node" / "check_core.mjs"
_LOADER = "code/lab/python/pyodide_loader.ts"
_WAYS_OUT = {
    "start option": f"Adapt {_LOADER}, which starts Python with it.",
    "start use": f"Adapt {_LOADER}, which hands over the module, and places the gate, by it.",
    "start import": "Adapt code/lab/python/javascript_gate.ts, which shuts the way to JavaScript.",
    "snapshots option": f"Adapt {_LOADER} and make_snapshots.mjs.",
    "snapshots export": f"Adapt {_LOADER}, which puts a snapshot into the memory.",
}


def is_strict() -> bool:
    """Whether a build has to be whole: in CI, where the variable `CI` says so."""
    return os.environ.get("CI", "") not in ("", "0", "false")


def check_core(project: Project) -> list[str]:
    """Look at the Pyodide in `node_modules`; return a sentence for each thing that snapshots lack.

    Raises a problem that names each thing that a start lacks.
    """
    command = [node(), "--import", "tsx", str(_CHECKER), str(project.pyodide)]
    checked = subprocess.run(
        command,
        cwd=project.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if checked.returncode != 0:
        raise BuildProblem(project.pyodide, "cannot be read.", f"Node said:\n{checked.stderr}")
    lacks = [line.rsplit(" ", 1) for line in checked.stdout.splitlines()]
    sentences = {
        part: [_sentence(kind, name) for kind, name in lacks if kind.startswith(part)]
        for part in ("start", "snapshots")
    }
    if sentences["start"]:
        raise BuildProblem(
            f"Pyodide {project.pyodide_version}",
            "cannot be started as the page does.",
            "\n".join(sentences["start"]),
        )
    return sentences["snapshots"]


def _sentence(kind: str, name: str) -> str:
    return f"It has no {kind.split()[1]} {name} any more. {_WAYS_OUT[kind]}"


def make_or_do_without(note: Path, make: Callable[[], None], without: Callable[[], None]) -> None:
    """Make something; where that is not possible, do `without` it and note why, unless in CI."""
    note.unlink(missing_ok=True)
    try:
        make()
    except BuildProblem as problem:
        if is_strict():
            raise
        without()
        note.write_text(str(problem))


def report(note: Path, consequence: str) -> None:
    """Say what this build does without, each time; in CI, that is where it ends."""
    if not note.is_file():
        return
    if is_strict():
        raise BuildProblem(note.parent, consequence, note.read_text())
    print(f"{consequence} {note.read_text()}", file=sys.stderr)
