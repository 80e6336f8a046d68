"""What Zensical is given to read: notebooks as pages, and links that lead to them.

`tests/course_markdown/test_build.py` builds the whole site with it.
"""

import pytest
from site_build.errors import BuildProblem
from site_build.project import PROJECT
from site_build.zensical_site import hashes_of_styles, with_links_to_pages, with_pages

NAMES = ["document_size", "size"]
NAV = """nav:
  - Notebooks:
      - notebooks/index.md
      - How large it gets: notebooks/document_size.py
      - How large it is: notebooks/size.py
hooks:
  - code/document_size.py.txt
"""


def test_the_navigation_names_the_pages_of_the_notebooks_and_is_otherwise_as_it_was() -> None:
    pages = NAV.replace("document_size.py\n", "document_size.md\n").replace("/size.py", "/size.md")
    assert with_pages(NAV, NAMES) == pages


@pytest.mark.parametrize("nav", ["nav:\n  - index.md\n", NAV + "  - notebooks/size.py\n"])
def test_a_notebook_that_is_not_named_once_in_the_navigation_is_a_problem(nav) -> None:
    with pytest.raises(BuildProblem, match=r"Give docs/notebooks/\w+\.py one line there\."):
        with_pages(nav, NAMES)


@pytest.mark.parametrize(
    ("markdown", "same_for_zensical"),
    [
        ("[sizes](../notebooks/size.py)", "[sizes](../notebooks/size.md)"),
        ("[sizes](size.py#here)", "[sizes](size.md#here)"),
        ("[a](document_size.py), [b](size.py)", "[a](document_size.md), [b](size.md)"),
        ("[another](item_size.py)", "[another](item_size.py)"),
        ("`size.py` is run by (size.py)", "`size.py` is run by (size.py)"),
    ],
)
def test_links_to_notebooks_lead_to_their_pages(markdown, same_for_zensical) -> None:
    assert with_links_to_pages(markdown, NAMES) == same_for_zensical


def test_every_notebook_of_the_course_is_in_its_navigation() -> None:
    names = [notebook.stem for notebook in (PROJECT.root / "docs" / "notebooks").glob("*.py")]
    assert len(names) > 1
    with_pages((PROJECT.root / "mkdocs.yml").read_text("utf-8"), names)


def test_the_policy_lets_in_the_styles_that_the_script_holds_and_nothing_else() -> None:
    script = "var a='.b{color:red}@media(x){.c{top:0}}';function f(){return'.d'+'.e{'};var g='.h'"
    assert hashes_of_styles(script) == ["'sha256-/0aZjDk79hqw+OxBh4Cb8FodaAeBfAlN5WFclCKQfpE='"]


def test_a_script_without_styles_is_a_problem() -> None:
    with pytest.raises(BuildProblem, match="come from elsewhere"):
        hashes_of_styles("var a=1")
