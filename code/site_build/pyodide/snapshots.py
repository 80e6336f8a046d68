"""Makes the snapshots that a page starts Python from: its memory, once all is imported.

A page that cannot use them starts Python without them, from the same files, to the same effect.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from deflate import gzip_compress

from site_build.build_cache import fingerprint, make_once
from site_build.errors import BuildProblem
from site_build.project import Project, node, run_tool
from site_build.pyodide.byte_code import python_version
from site_build.pyodide.expectations import make_or_do_without, report

_MAKER = Path(__file__).parent / "node"
_TIGHTEST = (
    12  # of libdeflate's levels: a twenty-fifth smaller than what zlib makes, in two seconds
)


def make_snapshots(
    project: Project,
    core: Path,
    standard_library: Path,
    wheels: Sequence[Path],
    lacking: Sequence[str] = (),
) -> list[Path]:
    """A snapshot with the course imported, and what a check adds to it.

    None where something is `lacking` that snapshots need, or where they cannot be made.
    """
    folder, why_not = project.build / "snapshots", project.build / "why_no_snapshots.txt"
    environment = project.lab / "python" / "python_environment.json"
    course, checks = folder / "course.snapshot.gz", folder / "checks.snapshot.gz"
    job = {
        "pyodide": str(core),
        "standard_library": str(standard_library),
        "wheels": [str(wheel) for wheel in sorted(wheels)],
        "location": f"/lib/python{python_version(project)}/site-packages",
        "environment": json.loads(environment.read_text()),
        "course": str(course.with_suffix("")),
        "checks": str(checks.with_suffix("")),
    }

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if lacking:
            raise BuildProblem(core, "is not as snapshots need it.", "\n".join(lacking))
        job_file = folder / "job.json"
        job_file.write_text(json.dumps(job))
        run_tool([node(), _MAKER / "make_snapshots.mjs", job_file], project)
        for packed in (course, checks):
            _pack(packed.with_suffix(""), packed)

    inputs = [standard_library, *wheels, core, _MAKER, environment]
    make_once(
        folder / ".inputs",
        fingerprint(inputs, *lacking),
        lambda: (course.is_file() and checks.is_file()) or why_not.is_file(),
        lambda: make_or_do_without(why_not, make, lambda: None),
    )
    report(why_not, "There are no snapshots, and Python starts more slowly.")
    return [] if why_not.is_file() else [course, checks]


def _pack(plain: Path, packed: Path) -> None:
    packed.write_bytes(gzip_compress(plain.read_bytes(), _TIGHTEST))
    plain.unlink()
