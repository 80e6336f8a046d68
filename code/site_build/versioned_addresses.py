"""Names the scripts and styles of a built site by their content: `lab.js?v=0a1b2c3d`.

A browser keeps a file for ten minutes without asking again. A page loaded after a deployment
must not get a script of the one before, which asks for parts that are gone.
"""

import hashlib
import re
from functools import cache
from html import escape, unescape
from pathlib import Path

_LOADED = re.compile(
    r'(<(?:script|link)\b[^>]*?\s(?:src|href)=")([^"]+\.(?:css|js)(?:\?[^"]*)?)(?=")'
)
# Material's own files have their content in their names.
_NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{8}\.min\.")
_VERSION = re.compile(r"[?&]v=[0-9a-f]{8}$")


def version_addresses(site: Path) -> None:
    """Write into each page which content it wants of a script or a style."""
    digest = cache(_digest)
    for page in site.rglob("*.html"):

        def versioned(found: re.Match[str], page: Path = page) -> str:
            address = unversioned(unescape(found[2]))
            file = _file(address.partition("?")[0], page, site)
            if file is None or _NAMED_BY_CONTENT.search(file.name):
                return found[0]
            return found[1] + escape(f"{address}{'&' if '?' in address else '?'}v={digest(file)}")

        text = page.read_text("utf-8")
        page.write_text(_LOADED.sub(versioned, text), "utf-8")


def unversioned(address: str) -> str:
    return _VERSION.sub("", address)


def _file(path: str, page: Path, site: Path) -> Path | None:
    """The site's file at this path; the page for what is missing begins paths at the host."""
    if not path.startswith("/"):
        places = [page.parent / path]
    else:
        names = path.strip("/").split("/")
        places = [site.joinpath(*names[start:]) for start in range(len(names))]
    return next((place for place in places if place.is_file()), None)


def _digest(file: Path) -> str:
    """As the service worker knows the file, but shorter."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]
