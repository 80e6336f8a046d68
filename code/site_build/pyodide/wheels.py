"""The wheels that the page loads: the course's own, built here, and those of pytest.

pytest and what it needs are taken in the very versions, with the very hashes, of
`requirements.txt`: the page loads what the tests ran with.
"""

import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from site_build.build_cache import fingerprint, make_once
from site_build.errors import BuildProblem
from site_build.project import Project, run_tool

_TEST_RUNNER = "pytest"
_PAGE_ENVIRONMENT = {"sys_platform": "emscripten", "extra": ""}
# The earliest time that a zip archive can tell: the same input gives the same wheel.
_EARLIEST_TIME = "315532800"


def build_course_wheel(project: Project) -> Path:
    """Build the library's wheel from `pyproject.toml`."""
    folder = project.build / "wheels" / "course"
    described_by = [project.root / "pyproject.toml", project.root / "LICENSE"]

    def build() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        run_tool(command, project, {"SOURCE_DATE_EPOCH": _EARLIEST_TIME})

    inputs = fingerprint([*described_by, project.library])
    make_once(folder / ".inputs", inputs, lambda: len(_wheels(folder)) == 1, build)
    return _wheels(folder)[0]


def fetch_pinned_wheels(project: Project) -> list[Path]:
    """Fetch the wheels of pytest and of what it needs in a page."""
    folder = project.build / "wheels" / "pinned"
    names = page_requirements()
    pinned = pinned_requirements(project.requirements, names)

    def fetch() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        wanted = folder / "requirements.txt"
        wanted.write_text(pinned)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"]
        command += ["--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
        run_tool([*command, "--requirement", wanted], project)

    make_once(
        folder / ".inputs",
        fingerprint([], pinned),
        lambda: len(_wheels(folder)) == len(names),
        fetch,
    )
    return _wheels(folder)


def page_requirements(root: str = _TEST_RUNNER) -> list[str]:
    """Names of the packages that pytest needs in a page, itself included, in order."""
    names: set[str] = set()
    waiting = [root]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in names:
            continue
        names.add(name)
        needed = map(Requirement, metadata.requires(name) or [])
        waiting += [
            need.name
            for need in needed
            if need.marker is None or need.marker.evaluate(_PAGE_ENVIRONMENT)
        ]
    return sorted(names)


def pinned_requirements(requirements: Path, names: list[str]) -> str:
    """The lines of `requirements.txt`, with their hashes, that pin the named packages."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", requirements.read_text(), flags=re.MULTILINE)
    pins: dict[str, str] = {
        canonicalize_name(block.split("==")[0]): block for block in blocks if "==" in block
    }
    missing = [name for name in names if name not in pins]
    if missing:
        raise BuildProblem(
            requirements, f"does not pin {', '.join(missing)}.", "Run `make lock` and commit it."
        )
    return "".join(pins[name] for name in names)


def _wheels(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.whl"))
