"""Builds `site/`: the generated parts, the pages, and what is written over the pages at the end."""

import os
import subprocess
import sys
from pathlib import Path

from site_build.build_cache import fingerprint, make_once
from site_build.errors import BuildProblem
from site_build.frontend_bundle import bundle_lab
from site_build.project import Project
from site_build.pyodide.assemble import assemble_python
from site_build.service_worker import write_service_worker
from site_build.versioned_addresses import version_addresses
from site_build.zensical_site import build_with_zensical

ENGINES = ("mkdocs", "zensical")
_VARIABLES = ("SITE_URL", "CI", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL")  # what a build reads


def build_site(project: Project, engine: str) -> None:
    """Make `site/` anew, unless it is what the last build has made of the same sources."""
    if engine not in ENGINES:
        way_out = f"Write {' or '.join(ENGINES)}."
        raise BuildProblem(f"ENGINE={engine}", "there is no such engine.", way_out)
    assemble_parts(project)
    site, made = project.root / "site", project.build / "site.outputs"

    def make() -> None:
        build_with_mkdocs(project) if engine == "mkdocs" else build_with_zensical(project)
        finish(site)
        made.write_text(fingerprint([site]))

    if not make_once(
        project.build / "site.inputs",
        _inputs(project, engine),
        lambda: made.is_file() and made.read_text() == fingerprint([site]),
        make,
    ):
        print("site/ is up to date: nothing that it is made of has changed.")


def assemble_parts(project: Project) -> None:
    """Put together what pages load: Python, the front end, the download."""
    bundle_lab(project, assemble_python(project))


def build_with_mkdocs(project: Project) -> None:
    """Make the pages. What MkDocs says is shown as it comes."""
    # Not --quiet: it hides the warnings from --strict as well.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    status = subprocess.run(command, cwd=project.root, check=False).returncode
    if status != 0:
        rule = f"ended with exit code {status}."
        raise BuildProblem("mkdocs build --strict", rule, "What it said is above.")


def finish(site: Path) -> None:
    """Name what pages load by its content, and list all files for the service worker."""
    version_addresses(site)
    write_service_worker(site)


def _inputs(project: Project, engine: str) -> str:
    names = ("code", "docs", "mkdocs.yml", "requirements.txt", "package-lock.json")
    environment = [f"{name}={os.environ.get(name)}" for name in _VARIABLES]
    return fingerprint([project.root / name for name in names], engine, sys.version, *environment)
