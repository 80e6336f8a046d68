"""Turns archives of Python sources into archives of byte code, by Pyodide under Node.

A page then starts without compiling the standard library and pytest first.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from site_build.build_cache import fingerprint, make_once
from site_build.project import Project, node, run_tool
from site_build.pyodide import trim_lists
from site_build.pyodide.node.compile_archive import Archive

_COMPILER = Path(__file__).parent / "node"


def python_version(project: Project) -> str:
    """The Python version of the page, as in "3.14"."""
    lock = json.loads((project.pyodide / "pyodide-lock.json").read_text())
    major, minor, _ = lock["info"]["python"].split(".")
    return f"{major}.{minor}"


def compile_standard_library(project: Project) -> Path:
    """The standard library of a page: trimmed, and byte code only."""
    folder = project.build / "byte_code" / "standard_library"
    source = project.pyodide / "python_stdlib.zip"
    archive = Archive(
        source=str(source),
        target=str(folder / source.name),
        location=f"/lib/python{python_version(project).replace('.', '')}.zip",
        dropped=trim_lists.STANDARD_LIBRARY,
        keeps_sources=False,
        documented=(),
        keeps_annotations=True,
    )
    return _compile(project, folder, [archive])[0]


def compile_wheels(
    project: Project, wheels: Sequence[Path], name: str, *, is_read: bool
) -> list[Path]:
    """Wheels of byte code; with sources and docstrings, if a traceback or a reader wants them.

    Of the course's own modules those keep all of it that a reader imports from.
    """
    folder = project.build / "byte_code" / name
    archives = [
        Archive(
            source=str(wheel),
            target=str(folder / _name_for_one_python(wheel.name, python_version(project))),
            location=f"/lib/python{python_version(project)}/site-packages",
            dropped=_dropped_from(wheel),
            keeps_sources=is_read,
            documented=trim_lists.DOCUMENTED if is_read else (),
            keeps_annotations=not is_read,
        )
        for wheel in wheels
    ]
    return _compile(project, folder, archives)


def compile_adapters(project: Project) -> Path:
    """The course's modules for PostgreSQL, which a page loads when a reader asks for it."""
    folder = project.build / "byte_code" / "adapters"
    source = project.build / "adapters" / "adapters.zip"
    source.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(source, "w") as archive:
        for pattern in trim_lists.ON_POSTGRESQL:
            for file in sorted(project.library.glob(pattern)):
                name = file.relative_to(project.library.parent).as_posix()
                archive.writestr(ZipInfo(name), file.read_bytes())
    adapters = Archive(
        source=str(source),
        target=str(folder / source.name),
        location=f"/lib/{source.name}",
        dropped=(),
        keeps_sources=False,
        documented=(),
        keeps_annotations=False,
    )
    return _compile(project, folder, [adapters])[0]


def _dropped_from(wheel: Path) -> tuple[str, ...]:
    if wheel.name.startswith("pygments-"):
        return trim_lists.PYGMENTS
    return trim_lists.COURSE if wheel.name.startswith("consistent_messaging-") else ()


def _compile(project: Project, folder: Path, archives: list[Archive]) -> list[Path]:
    job = json.dumps([asdict(archive) for archive in archives])
    sources = [Path(archive.source) for archive in archives]
    targets = [Path(archive.target) for archive in archives]

    def compile_all() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        job_file = folder / "archives.json"
        job_file.write_text(job)
        script = _COMPILER / "compile_archives.mjs"
        run_tool([node(), script, project.pyodide, job_file], project)

    make_once(
        folder / ".inputs",
        fingerprint([*sources, project.pyodide / "package.json", _COMPILER], job),
        lambda: all(target.is_file() for target in targets),
        compile_all,
    )
    return targets


def _name_for_one_python(name: str, python: str) -> str:
    """Byte code fits one Python version only, and a wheel's name has to say so."""
    return name.replace("-py3-none-any", f"-py{python.replace('.', '')}-none-any")
