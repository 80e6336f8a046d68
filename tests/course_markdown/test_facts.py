"""Each claim in `docs/facts.yml` is on its page, with its source: who changes one, looks again."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

DOCS = Path(__file__).parents[2] / "docs"
CLAIMS: list[dict[str, Any]] = yaml.safe_load((DOCS / "facts.yml").read_text(encoding="utf-8"))
LINK = re.compile(r"\]\((https://[^)\s]+)\)")


def as_read(markdown: str) -> str:
    """The words that a reader sees: without marks, attributes and the addresses of links."""
    words = re.sub(r"\]\([^)]*\)|\{\s*[.:][^}]*\}", "", markdown)
    return re.sub(r"\s+", " ", re.sub(r"[`*\[]", "", words))


def test_the_marks_of_markdown_are_no_part_of_a_claim() -> None:
    text = "A **bold** claim about [`PUT`](https://example.com/put)\nand **A**{ .msg .a }, *twice*."
    assert as_read(text) == "A bold claim about PUT and A, twice."


def test_no_claim_is_listed_twice() -> None:
    listed = [(claim["page"], claim["claim"]) for claim in CLAIMS]
    assert listed
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["claim"][:60])
def test_a_claim_is_on_its_page_with_its_source_and_the_day(claim: dict[str, Any]) -> None:
    assert set(claim) == {"page", "claim", "source", "looked at"}
    page = (DOCS / claim["page"]).read_text(encoding="utf-8")
    assert as_read(claim["claim"]) in as_read(page), "the page was changed: look again"
    assert claim["source"] in {"the checker", *LINK.findall(page)}
    assert isinstance(claim["looked at"], date)
