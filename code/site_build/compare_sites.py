"""Says what a site built by another generator lacks of the one that MkDocs built."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from site_build.errors import BuildProblem
from site_build.versioned_addresses import unversioned

# What a text of the course cannot do without, by the class or the tag that shows it.
_MARKED_CLASSES = {"cm-lab", "cm-data", "cm-help", "cm-hint", "cm-solution", "cm-notes"}
_MARKED_TAGS = {"noscript", "pre", "table", "svg", "img", "figure", "abbr", "details"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_FOLDERS = ("assets/course", "assets/lab", "assets/python", "images")
_HOST = "https://course/"
_HASH = re.compile(" 'sha256-[^']*'")  # of the theme's own styles, in the policy


class _Marks(HTMLParser):
    """Counts the marks of one page: those of its text, its way to other pages, what it loads."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self._address = _HOST + address
        self._is_text = False  # of the course, rather than of the theme around it
        self._heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes = set(attributes.get("class", "").split())
        self._is_text |= tag == "article"
        if tag in {"script", "link"}:
            self._count_loaded(attributes.get("src") or attributes.get("href", ""))
        elif tag == "meta" and attributes.get("http-equiv"):
            self.found[f"policy {_HASH.sub('', attributes.get('content', ''))}"] += 1
        elif tag == "a" and "md-nav__link" in classes:
            self.found[f"link in the navigation to {self._target(attributes)}"] = 1
        if self._is_text:
            self._count_text(tag, attributes, classes)

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_text &= tag != "article"
        if tag in _HEADINGS and self._heading is not None:
            self.found[f"{tag} “{' '.join(''.join(self._heading).split())}”"] += 1
            self._heading = None

    def _count_text(self, tag: str, attributes: dict[str, str], classes: set[str]) -> None:
        self.found.update(f".{name}" for name in classes & _MARKED_CLASSES)
        if tag in _MARKED_TAGS:
            self.found[tag] += 1
        if tag in _HEADINGS:
            self._heading = []
        if "id" in attributes:
            self.found[f"#{attributes['id']}"] += 1
        if tag == "a" and "href" in attributes:
            self.found[f"link to {self._target(attributes)}"] += 1

    def _count_loaded(self, address: str) -> None:
        if "assets/lab/" in address:
            self.found[unversioned(address[address.index("assets/lab/") :])] += 1

    def _target(self, attributes: dict[str, str]) -> str:
        return urljoin(self._address, attributes.get("href", "")).removeprefix(_HOST)


def compare_sites(wanted: Path, built: Path) -> None:
    """Report every page, mark and file that `built` lacks; fail if there is one."""
    lacks = [
        lack
        for file in sorted(wanted.rglob("*"))
        if file.is_file() and _is_of_the_course(file.relative_to(wanted))
        for lack in _lacks(file.relative_to(wanted), wanted, built)
    ]
    if lacks:
        raise BuildProblem("\n".join(lacks) + f"\n{built}", "lacks the above.", "See its log.")
    print(f"{built} lacks nothing that {wanted} has.")


def _is_of_the_course(file: Path) -> bool:
    """Whether the course put it there, rather than the theme."""
    return file.suffix in {".html", ".py"} or any(map(file.is_relative_to, _FOLDERS))


def _lacks(file: Path, wanted: Path, built: Path) -> list[str]:
    if not (built / file).is_file():
        return [f"{built / file}: is missing"]
    if file.suffix != ".html":
        return []
    page, missing = built / file, _marks(file, wanted) - _marks(file, built)
    return [f"{page}: has {count} {mark} too few" for mark, count in sorted(missing.items())]


def _marks(page: Path, site: Path) -> Counter[str]:
    parser = _Marks(page.as_posix().removesuffix("index.html"))
    parser.feed((site / page).read_text("utf-8"))
    return parser.found
