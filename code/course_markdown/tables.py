"""Wide tables that can be read on a phone: each cell says below which heading it stands.

The style sheet puts the cells of such a row below each other where the screen is narrow.
"""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

FEWEST_COLUMNS = 4
LONGEST_CODE = 14  # characters that a first column has room for on a phone


class WideTables(Treeprocessor):
    """Labels the cells of tables with many columns, or with long code in the first."""

    def run(self, root: Element) -> None:
        """Give every cell the heading of its column."""
        for table in root.iter("table"):
            headings = ["".join(heading.itertext()).strip() for heading in table.iter("th")]
            if len(headings) < FEWEST_COLUMNS and not _begins_with_long_code(table):
                continue
            if len(headings) == 2:
                headings = ["", ""]  # what stands below a call needs no word
            for row in table.iter("tr"):
                for number, cell in enumerate(row.findall("td")):
                    cell.set("data-label", headings[number])


def _begins_with_long_code(table: Element) -> bool:
    first = [row.find("td") for row in table.iter("tr")]
    codes = [code for cell in first if cell is not None for code in cell.iter("code")]
    return any(len("".join(code.itertext())) > LONGEST_CODE for code in codes)


class WideTablesExtension(Extension):
    """Comes once the texts of headings are there."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Come after the inline patterns, and before the tooltips."""
        md.treeprocessors.register(WideTables(md), "wide_tables", 4)


def makeExtension() -> WideTablesExtension:  # noqa: N802 - Markdown's own name
    """Return the extension: what Markdown calls."""
    return WideTablesExtension()
