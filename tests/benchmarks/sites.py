"""Builds the sites that are compared: the same small program in a page of each.

They stand in `build/bench/sites/`, a folder each. `build/bench/` also holds what they are built
with; nothing of it is installed for the project.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BUILT = PROJECT / "build" / "bench"
SITES = BUILT / "sites"
PROGRAM = 'print("the answer is", 6 * 7)'


def build_course() -> Path:
    """Two pages with the course's own editor, built with the course's own configuration."""
    docs, site = BUILT / "course", SITES / "course"
    shutil.rmtree(docs, ignore_errors=True)
    docs.mkdir(parents=True)
    for name in ("assets", "images"):
        (docs / name).symlink_to(PROJECT / "docs" / name)
    fence = f"```runnable\n{PROGRAM}\n```\n"
    (docs / "index.md").write_text(f"# One\n\n[Go on](other.md)\n\n{fence}")
    (docs / "other.md").write_text(f"# Other\n\n[Read on](plain.md)\n\n{fence}")
    (docs / "plain.md").write_text("# Plain\n\nA page without an editor.\n")
    configuration = {
        "INHERIT": str(PROJECT / "mkdocs.yml"),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "theme": {"custom_dir": str(PROJECT / "code" / "theme")},
        "nav": [{"One": "index.md"}, {"Other": "other.md"}, {"Plain": "plain.md"}],
        "plugins": ["search"],
        "hooks": [],
        "watch": [],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    file = BUILT / "course.yml"
    file.write_text(json.dumps(configuration))  # which is YAML, too
    run(["mkdocs", "build", "--quiet", "--config-file", str(file)])
    shutil.copytree(Path(__file__).parent / "page" / "bare", site / "bare")
    return site


def build_stock() -> Path:
    """Pyodide as its package is, in a worker, as its documentation shows."""
    site = SITES / "stock"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    (site / "pyodide").symlink_to(PROJECT / "node_modules" / "pyodide")
    for name in ("index.html", "worker.js"):
        shutil.copy(Path(__file__).parent / "page" / "stock" / name, site)
    (site / "404.html").write_text("Nothing is here.\n")
    return site


def run(
    command: list[str], folder: Path = PROJECT, environment: Mapping[str, str] | None = None
) -> None:
    """Run a tool; if it fails, what it said is in the error. `environment` is set besides."""
    finished = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{finished.stdout.strip()}")
