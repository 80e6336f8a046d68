"""Bundles the lab, the front end of the pages, with esbuild."""

from pathlib import Path

from site_build.build_cache import fingerprint, make_once
from site_build.download_archive.assemble import assemble_course_files
from site_build.errors import BuildProblem
from site_build.learner_api import assemble_learner_api
from site_build.postgresql import assemble_postgresql
from site_build.project import Project, node, run_tool


def bundle_lab(project: Project, python_version: str) -> None:
    """Make `docs/assets/lab/` for pages that load this version of Python."""
    folder = project.assets / "lab"
    command = bundle_command(project, python_version)
    documents = project.root / "docs"
    sources = [project.lab, documents / "stylesheets", documents / "images"]
    sources += [project.root / "package-lock.json", assemble_learner_api(project)]
    inputs = fingerprint(sources, *command)
    make_once(
        project.build / "lab.inputs",
        inputs,
        lambda: (folder / "lab.js").is_file(),
        lambda: run_tool(command, project),
    )


def bundle_command(project: Project, python_version: str) -> list[str]:
    script = project.lab / "build.mjs"
    if not script.is_file():
        raise BuildProblem(script, "is missing.", "It bundles the lab; restore it with git.")
    out = (project.assets / "lab").relative_to(project.root)
    versions = ["--python-version", python_version]
    versions += ["--course-version", assemble_course_files(project)]
    postgresql = assemble_postgresql(project)
    versions += ["--postgresql-version", postgresql.version]
    versions += ["--postgresql-bytes", str(postgresql.wire_bytes)]
    versions += ["--learner-api", str(assemble_learner_api(project).relative_to(project.root))]
    return [node(), str(script), *versions, "--out", str(out)]


def watch_command(project: Project, python_version: str) -> list[str]:
    """As `bundle_command`, but bundles again after each edit, until it is ended."""
    return [*bundle_command(project, python_version), "--watch"]


def forget_bundle(project: Project) -> None:
    """After watching, the bundle is not the one that a build makes."""
    Path(project.build / "lab.inputs").unlink(missing_ok=True)
