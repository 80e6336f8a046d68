"""Wide tables that can be read on a phone: each cell says below which heading it stands.

The style sheet puts the cells of such a row below each other where the screen is narrow.
"""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

FEWEST_COLUMNS = 4


class WideTables(Treeprocessor):
    """Labels the cells of tables with many columns."""

    def run(self, root: Element) -> None:
        """Give every cell the heading of its column."""
        for table in root.iter("table"):
            headings = ["".join(heading.itertext()).strip() for heading in table.iter("th")]
            if len(headings) >= FEWEST_COLUMNS:
                for row in table.iter("tr"):
                    for number, cell in enumerate(row.findall("td")):
                        cell.set("data-label", headings[number])


class WideTablesExtension(Extension):
    """Comes once the texts of headings are there."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Come after the inline patterns, and before the tooltips."""
        md.treeprocessors.register(WideTables(md), "wide_tables", 4)


def makeExtension() -> WideTablesExtension:  # noqa: N802 - Markdown's own name
    """Return the extension: what Markdown calls."""
    return WideTablesExtension()
