"""Writes the service worker of a built site: it keeps the site for readers without a network."""

import hashlib
import json
from fnmatch import fnmatch
from pathlib import Path

from site_build.errors import BuildProblem

# Read by search engines, by other documentation and by debuggers, not by a reader; the notebooks'
# sources, which are downloaded; and the search in other languages than the course's.
_NOT_KEPT = ("*.xml", "*.xml.gz", "*.inv", "*.map", "*.py", "assets/javascripts/lunr/*")

# Large, and for few readers: kept once somebody has asked for it.
_ON_DEMAND = ("assets/postgresql/*", "assets/lab/database_worker.js")


def write_service_worker(site: Path) -> None:
    """Put the script at the root of `site`, whose pages it serves, with a list of the files."""
    script = site / "assets" / "lab" / "service_worker.js"
    if not script.is_file():
        raise BuildProblem(script, "is missing.", "Run `make build`, which makes it.")
    out = site / "service_worker.js"
    files = {
        _address(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file() and file not in {script, out} and _is_kept(file.relative_to(site))
    }
    listed = json.dumps(files, separators=(",", ":"))
    later = json.dumps([path for path in files if _is_on_demand(path)], separators=(",", ":"))
    deployment = hashlib.sha256(listed.encode() + script.read_bytes()).hexdigest()[:12]
    constants = f'const DEPLOYMENT="{deployment}",SITE_FILES={listed},ON_DEMAND={later};\n'
    out.write_text(constants + script.read_text())


def _is_kept(path: Path) -> bool:
    return not any(fnmatch(path.as_posix(), pattern) for pattern in _NOT_KEPT)


def _is_on_demand(path: str) -> bool:
    return any(fnmatch(path, pattern) for pattern in _ON_DEMAND)


def _address(path: Path) -> str:
    """As a browser asks for it: a page by its folder."""
    if path.name != "index.html":
        return path.as_posix()
    return "" if path.parent == Path() else f"{path.parent.as_posix()}/"
