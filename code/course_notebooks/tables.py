"""A table in a notebook, with a head that says what each column is."""

from collections.abc import Iterable
from html import escape


class Table:
    """Rows under a head; as HTML in a page, and as text where there is none."""

    def __init__(self, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
        self.head, self.rows = head, [tuple(_written(cell) for cell in row) for row in rows]

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in [self.head, *self.rows])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _row(self, row: tuple[str, ...]) -> str:
        first, *others = map(escape, row)
        cells = (
            f'<td data-label="{escape(heading)}">{cell}</td>'  # as tables of pages have it
            for heading, cell in zip(self.head[1:], others, strict=True)
        )
        return f'<th scope="row">{first}</th>' + "".join(cells)


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Table:
    """Return a table; numbers get commas."""
    return Table(head, rows)


def _written(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
