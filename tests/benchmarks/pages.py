"""Measures pages: `measure.ts` drives the browsers, this starts it and makes figures of its rounds.

What comes of it is one value, which is written as JSON and told as tables.

    visits   for each browser, contender and figure: `rounds`, their `median`, and as `ratio` the
             median of the figure by that of stock Pyodide in the same round, null if stock has none
    checks   for each browser and exercise: medians of `in_page`, and in one worker of `total` and
             `tests`, with `states_per_second`
    missing  for each contender that has no figures, why

Times are in milliseconds.
"""

import json
import statistics
import subprocess
from typing import Any

import peers
import sites

Row = dict[str, Any]
STOCK = "stock"
COURSE = ("course", "course, bare")


def measured(rounds: int, names: list[str]) -> Row:
    """All figures of these contenders, and why others have none."""
    sites.build_course()
    sites.build_stock()
    built, missing = peers.build(names)
    command = ["node", "--import", "tsx", "tests/benchmarks/page/measure.ts"]
    command += ["--rounds", str(rounds), "--contenders", ";".join([STOCK, *COURSE, *built])]
    finished = subprocess.run(
        command, cwd=sites.PROJECT, stdout=subprocess.PIPE, text=True, check=True
    )
    found = json.loads(finished.stdout)
    return {
        "visits": {name: visits(of_all) for name, of_all in found["visits"].items()},
        "checks": {name: checks(rounds) for name, rounds in found["checks"].items()},
        "missing": missing,
    }


def visits(rounds: dict[str, list[dict[str, float]]]) -> Row:
    """The figures of each contender, beside stock Pyodide's of the same round."""
    return {
        name: {figure: beside(figure, own, rounds[STOCK]) for figure in own[0]}
        for name, own in rounds.items()
    }


def beside(figure: str, own: list[dict[str, float]], stock: list[dict[str, float]]) -> Row:
    """A figure round by round; another page of a site is held against a later visit of stock."""
    held = figure if figure in stock[0] else "later_visit"
    values = [each[figure] for each in own]
    pairs = [(mine[figure], theirs[held]) for mine, theirs in zip(own, stock, strict=True)]
    ratios = [mine / theirs for mine, theirs in pairs if theirs]
    return {
        "rounds": values,
        "median": statistics.median(values),
        "ratio": statistics.median(ratios) if ratios else None,
    }


def checks(rounds: list[list[Row]]) -> list[Row]:
    """A row for each exercise."""
    return [
        {
            "exercise": same[0]["exercise"],
            "in_page": statistics.median(each["in_page"] for each in same),
            "total": statistics.median(each["total"] for each in same),
            "tests": statistics.median(each["tests"] for each in same),
            "states": same[0]["states"],
            "states_per_second": same[0]["states"]
            / statistics.median(each["tests"] for each in same)
            * 1000,
        }
        for same in zip(*rounds, strict=True)
    ]
