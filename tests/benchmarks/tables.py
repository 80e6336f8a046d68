"""Tells what was measured as tables, from the value that is written as JSON."""

import statistics
from collections.abc import Iterable
from itertools import groupby
from typing import Any

Row = dict[str, Any]
MEGABYTE = 2**20
NOT_MEASURED = "-"
UNKNOWN = "≥: unknown, the cap was reached"
SIDES = ("CPython", "Pyodide")


def told(measured: Row) -> str:
    """All tables, one below the other."""
    tables = [
        machine(measured["machine"]),
        scopes(measured["scopes"]),
        growth(measured["growth"]),
        counterexamples(measured["counterexamples"]),
        reference(measured["reference"]),
        reduced(measured["reduced"]),
    ]
    return "\n\n".join(tables)


def machine(noted: Row) -> str:
    """The machine and the versions, a line each."""
    lines = [f"{noted['processor']}, {noted['cores']} cores, load {noted['load']:.1f}"]
    lines += [
        f"{name}: " + ", ".join(f"{part} {number}" for part, number in versions.items())
        for name, versions in noted["versions"].items()
    ]
    return "\n".join([*lines, noted["system"]])


def scopes(rows: list[Row]) -> str:
    """A row for each protocol and scope, the two interpreters next to each other."""
    headers = ["right protocols", "messages", "faults", "verdict", "states"]
    for unit in ("s", "states/s", "MB"):
        headers += [f"{side} {unit}" for side in SIDES]
        headers += ["ratio"] if unit == "s" else []
    lines = []
    for row in rows:
        line = [stage(row), str(row["messages"]), str(row["most_faults"]), row["verdict"]]
        lines.append([*line, reached(row), *figures(row)])
    note = "ratio: Pyodide's seconds by CPython's; MB: what the search adds to an idle process"
    return table(headers, lines) + f"\n{note}; {UNKNOWN}"


def figures(row: Row) -> list[str]:
    """Seconds, their ratio, states per second and memory, if there was a search."""
    if "ratio" not in row:
        return [NOT_MEASURED] * 7
    sides = [row[side] for side in SIDES]
    return [
        *(f"{side['median_seconds']:.3f}" for side in sides),
        f"{row['ratio']:.2f}",
        *(f"{side['states_per_second']:,.0f}" for side in sides),
        *(f"{side['memory_bytes'] / MEGABYTE:.1f}" for side in sides),
    ]


def growth(rows: list[Row]) -> str:
    """A line for each protocol and number of messages, a column for consumers and faults."""
    lines, columns = [], dict.fromkeys((row["consumers"], row["most_faults"]) for row in rows)
    for (name, messages), cells in groupby(rows, lambda row: (stage(row), row["messages"])):
        lines.append([name, str(messages), *map(reached, cells)])
    headers = [f"{consumers} c, {faults} f" for consumers, faults in columns]
    note = "c: consumers; f: faults at most"
    return table(["states", "messages", *headers], lines) + f"\n{note}; {UNKNOWN}"


def counterexamples(rows: list[Row]) -> str:
    """A line for each stage: the time to the first counterexample of its wrong protocols."""
    headers = ["wrong protocols", "number"]
    headers += [f"{side} {which} s" for which in ("median", "max") for side in SIDES]
    lines = [[name, *summary(list(of_stage))] for name, of_stage in groupby(rows, stage)]
    return table([*headers, "ratio", "slowest"], [*lines, ["all", *summary(rows)]])


def summary(rows: list[Row]) -> list[str]:
    """How many there are, median and maximum of their seconds, the ratio, and the slowest."""
    seconds = [[row[side]["median_seconds"] for row in rows] for side in SIDES]
    slowest = max(rows, key=lambda row: row[SIDES[-1]]["median_seconds"])
    return [
        str(len(rows)),
        *(f"{statistics.median(of_side):.3f}" for of_side in seconds),
        *(f"{max(of_side):.3f}" for of_side in seconds),
        f"{statistics.median(row['ratio'] for row in rows):.2f}",
        slowest["protocol"].split("/")[1],
    ]


def reference(row: Row) -> str:
    """The checker beside the plain search."""
    headers = [stage(row), "states", "seconds", "MB"]
    lines = [
        [
            name,
            f"{row[name]['states']:,}",
            f"{row[name]['median_seconds']:.3f}",
            f"{row[name]['memory_bytes'] / MEGABYTE:.1f}",
        ]
        for name in ("checker", "plain")
    ]
    return table(headers, lines) + f"\nThe plain search takes {row['ratio']:.2f} times as long."


def reduced(rows: list[Row]) -> str:
    """A row for each protocol and scope, in full and with fewer states."""
    headers = ["with fewer states", "messages", "faults", "states", "reduced", "part"]
    lines = []
    for row in rows:
        line = [stage(row), str(row["messages"]), str(row["most_faults"]), reached(row)]
        lines.append([*line, *in_part(row)])
    note = "part: of the states in full; ratio: the seconds reduced by those in full"
    return table([*headers, "full s", "reduced s", "ratio"], lines) + f"\n{note}; {UNKNOWN}"


def in_part(row: Row) -> list[str]:
    """The states of a reduced search, which part of all that is, and the seconds of both."""
    if "ratio" not in row:
        return [NOT_MEASURED] * 5
    full, fewer = row["full"], row["reduced"]
    return [
        f"{fewer['states']:,}",
        f"{fewer['states'] / full['states']:.2f}" if row["verdict"] == "pass" else NOT_MEASURED,
        *(f"{side['median_seconds']:.3f}" for side in (full, fewer)),
        f"{row['ratio']:.2f}",
    ]


def stage(row: Row) -> str:
    """The folder of the protocol, which names its stage."""
    folder: str = row["protocol"].split("/")[0]
    return folder


def reached(row: Row) -> str:
    """How many states there are, or how many there are at least."""
    return f"{'≥' if row['verdict'] == 'unknown' else ''}{row['states']:,}"


def table(headers: list[str], lines: Iterable[list[str]]) -> str:
    """Columns as wide as they need to be; the first reads from the left."""
    rows = [headers, *lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
