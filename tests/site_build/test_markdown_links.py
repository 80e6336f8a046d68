"""Links of the Markdown files beside the course."""

from site_build.markdown_links import broken_links, check_links
from site_build.project import PROJECT


def test_links_that_lead_nowhere_are_told(tmp_path) -> None:
    file = tmp_path / "README.md"
    (tmp_path / "other.md").write_text("# A heading, *with* `code`\n")
    file.write_text(
        "# Top\n[a](other.md) [b](missing.md) [c](other.md#a-heading-with-code) [d](other.md#no)\n"
        "[e](#top) [f](#bottom) [g](https://example.org/missing.md)\n"
        "[on GitHub](../../deployments/github-pages) [nowhere](../../elsewhere)\n"
        "`[h](missing.md)`\n```\n[i](missing.md)\n```\n[j]: missing-too.md\n"
    )

    assert broken_links(file) == [
        "missing.md leads to no file",
        "other.md#no leads to no heading of other.md",
        "#bottom leads to no heading of README.md",
        "../../elsewhere leads to no file",
        "missing-too.md leads to no file",
    ]


def test_the_projects_own_links_lead_somewhere() -> None:
    check_links(PROJECT)
