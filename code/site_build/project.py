"""Where the project's parts are, and how a tool is run in it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from site_build.errors import BuildProblem


@dataclass(frozen=True)
class Project:
    """The folders that a build reads and writes, all below `root`."""

    root: Path

    @property
    def pyodide(self) -> Path:
        return self.root / "node_modules" / "pyodide"

    @property
    def pyodide_version(self) -> str:
        version: str = json.loads((self.pyodide / "package.json").read_text())["version"]
        return version

    @property
    def requirements(self) -> Path:
        return self.root / "requirements.txt"

    @property
    def library(self) -> Path:
        return self.root / "code" / "consistent_messaging"

    @property
    def lab(self) -> Path:
        return self.root / "code" / "lab"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def assets(self) -> Path:
        return self.root / "docs" / "assets"


PROJECT = Project(Path(__file__).resolve().parents[2])
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # some tools colour what no terminal shows


def run_tool(
    command: Sequence[str | Path], project: Project, environment: Mapping[str, str] | None = None
) -> None:
    """Run a tool quietly in the project's root; if it fails, what it said is in the problem."""
    words = [str(word) for word in command]
    finished = subprocess.run(
        words,
        cwd=project.root,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        rule = f"ended with exit code {finished.returncode}."
        said = _COLOURS.sub("", finished.stdout).strip()
        raise BuildProblem(" ".join(words), rule, f"It said:\n{said}")


def find_tool(name: str, way_out: str) -> str:
    """The path of a command, from the virtual environment first."""
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([beside_python, os.environ.get("PATH", "")]))
    if found is None:
        raise BuildProblem(name, "is not installed.", way_out)
    return found


def node() -> str:
    return find_tool("node", "Install Node.js 20 or later.")
