"""The tables of a page of the course, as a test reads them."""

import re
from collections.abc import Iterator
from pathlib import Path

from site_build.project import PROJECT

TAKE_IT_HOME = PROJECT.root / "docs" / "reference" / "take-it-home.md"

Table = dict[str, dict[str, str]]
"""A cell by the first cell of its row, and by the head of its column."""


def table(title: str) -> Table:
    """Return the first table of a section of "Take it home"."""
    return table_of(TAKE_IT_HOME, title)


def table_of(page: Path, title: str) -> Table:
    """Return the first table of a section; `KeyError` if the page has no such section."""
    section = dict(_sections(page))[title]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert all(len(row) == len(head) for row in rows), f"a row of {title} has lost a cell"
    return {_plain(row[0]): dict(zip(map(_plain, head[1:]), row[1:], strict=True)) for row in rows}


def codes(cell: str) -> list[str]:
    """Return what a cell writes as code."""
    return re.findall(r"`([^`]+)`", cell)


def _plain(cell: str) -> str:
    return re.sub(r"\{[^}]*\}|`", "", cell).strip()


def _sections(page: Path) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^## ", page.read_text(), flags=re.MULTILINE)[1:]:
        title, _, text = part.partition("\n")
        yield title.strip(), text
