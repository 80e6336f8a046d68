"""Says what a site built by another generator lacks of the one that MkDocs built."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from site_build.errors import BuildProblem
from site_build.versioned_addresses import unversioned

# What a page of the course cannot do without, by the class or the tag that shows it.
_MARKED_CLASSES = ("cm-lab", "cm-data", "cm-help", "cm-hint", "cm-solution")
_MARKED_TAGS = ("noscript", "h1", "h2", "pre", "table")


class _Marks(HTMLParser):
    """Counts the marks of one page, and gathers the scripts and styles of the course."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        self.found.update(f".{name}" for name in classes if name in _MARKED_CLASSES)
        if tag in _MARKED_TAGS:
            self.found[tag] += 1
        address = attributes.get("src") or attributes.get("href") or ""
        if tag in {"script", "link"} and "assets/lab/" in address:
            self.found[unversioned(address[address.index("assets/lab/") :])] += 1


def compare_sites(wanted: Path, built: Path) -> None:
    """Report every page, mark and file that `built` lacks; fail if there is one."""
    lacks = [
        lack
        for file in sorted(wanted.rglob("*"))
        if file.is_file() and _is_of_the_course(file.relative_to(wanted))
        for lack in _lacks(file, built / file.relative_to(wanted))
    ]
    if lacks:
        raise BuildProblem("\n".join(lacks) + f"\n{built}", "lacks the above.", "See its log.")
    print(f"{built} lacks nothing that {wanted} has.")


def _is_of_the_course(file: Path) -> bool:
    """Whether the course put it there, rather than the theme."""
    return file.suffix == ".html" or file.parts[:2] in {("assets", "lab"), ("assets", "python")}


def _lacks(wanted: Path, built: Path) -> list[str]:
    if not built.is_file():
        return [f"{built}: is missing"]
    if wanted.suffix != ".html":
        return []
    missing = _marks(wanted) - _marks(built)
    return [f"{built}: has {count} {mark} too few" for mark, count in sorted(missing.items())]


def _marks(page: Path) -> Counter[str]:
    parser = _Marks()
    parser.feed(page.read_text())
    return parser.found
