"""Tells the figures of pages as tables: each row of what fast means, with the aim beside it."""

from typing import Any

from tables import NOT_MEASURED, table

Row = dict[str, Any]
KB, MB = 1_000, 1_000_000

# Figure, its name, and the aim: at most this ratio to stock Pyodide, or this many of its own unit.
FIGURES = (
    ("first_visit", "page open to first output, first visit, ms", "ratio", 1 / 3),
    ("later_visit", "the same, later visit, ms", "ratio", 1 / 5),
    ("other_page", "the same, another page in the same visit, ms", "ratio", 1 / 50),
    ("text_page", "the same, until a page without an editor is shown, ms", "ratio", None),
    ("run", "click on Run to output, ms", "median", 50),
    ("stop", "Stop to ready again, ms", "ratio", 1 / 4),
    ("bytes_until_output", "bytes over the wire until the first output, MB", "median", 7.5 * MB),
    ("bytes_of_page", "of these the page and what is in none of the others, MB", "median", None),
    ("bytes_of_styles", "styles, MB", "median", None),
    ("bytes_of_scripts", "scripts, MB", "median", None),
    ("bytes_of_module", "Python's WebAssembly module, MB", "median", None),
    ("bytes_of_library", "its library or snapshot, MB", "median", None),
    ("readable", "page open to first paint, ms", "median", None),
    ("bytes_until_readable", "bytes that the page had loaded by then, MB", "median", None),
    ("first_usable", "page open to a Run that can be pressed, first visit, ms", "median", None),
    ("later_usable", "the same, later visit, ms", "median", None),
)


def told(found: Row) -> str:
    """All tables, one below the other."""
    tables = [visits(name, of_all) for name, of_all in found["visits"].items()]
    tables += [checks(name, rows) for name, rows in found["checks"].items()]
    missing = [f"{name}: {why}" for name, why in found["missing"].items()]
    return "\n\n".join([*tables, *missing])


def visits(browser: str, contenders: Row) -> str:
    """A line for each figure, a pair of columns for each contender: the median, and the ratio."""
    headers = [browser, *(part for name in contenders for part in (name, "ratio")), "aim"]
    lines = []
    for figure, name, held, most in FIGURES:
        if not any(figure in of_one for of_one in contenders.values()):
            continue
        cells = [shown(figure, of_one.get(figure)) for of_one in contenders.values()]
        lines.append([name, *(cell for pair in cells for cell in pair), aim(figure, held, most)])
    return table(headers, lines) + "\nratio: to stock Pyodide in the same round, the median"


def shown(figure: str, row: Row | None) -> tuple[str, str]:
    if row is None:
        return NOT_MEASURED, NOT_MEASURED
    ratio = NOT_MEASURED if row["ratio"] is None else f"{row['ratio']:.2f}"
    return amount(figure, row["median"]), ratio


def amount(figure: str, value: float) -> str:
    return f"{value / MB:.3f}" if figure.startswith("bytes") else f"{value:,.0f}"


def aim(figure: str, held: str, most: float | None) -> str:
    if most is None:
        return NOT_MEASURED
    return f"ratio ≤ {most:.2f}" if held == "ratio" else f"≤ {amount(figure, most)}"


def checks(browser: str, rows: list[Row]) -> str:
    """A line for each exercise's solution."""
    headers = [f"checks in {browser}", "in its page, ms", "in one worker", "in tests", "beside"]
    headers += ["states", "states/s"]
    lines = [
        [
            row["exercise"],
            f"{row['in_page']:,.0f}",
            f"{row['total']:,.0f}",
            f"{row['tests']:,.0f}",
            f"{row['total'] - row['tests']:,.0f}",
            f"{row['states']:,}",
            f"{row['states_per_second']:,.0f}" if row["states"] else NOT_MEASURED,
        ]
        for row in rows
    ]
    return table(headers, lines)


def builds(found: dict[str, float]) -> str:
    """How long the site takes to build, and the aims."""
    lines = [
        ["from a clean clone", f"{found['clean_build_seconds']:.1f}", "≤ 60"],
        ["again after an edit of a text", f"{found['rebuild_seconds']:.1f}", "≤ 3"],
    ]
    return table(["building the site", "s", "aim"], lines)
