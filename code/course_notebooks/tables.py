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
        wide = len(self.head) > 3  # and then labelled, as wide tables of pages are
        labels = [f' data-label="{escape(heading)}"' if wide else "" for heading in self.head[1:]]
        cells = (f"<td{label}>{cell}</td>" for label, cell in zip(labels, others, strict=True))
        return f'<th scope="row">{first}</th>' + "".join(cells)


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Table:
    """Return a table; numbers get commas."""
    return Table(head, rows)


def _written(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
