"""`make bench`: measures, prints tables, and writes the figures in them as JSON.

    checker  the search itself, on CPython and in the page's Python under Node; see `checker.py`
    pages    starts, runs and checks in real browsers, beside Pyodide and peers; see `pages.py`
    builds   how long the site takes to build; see `builds.py`

Each part is written to a file of its name, with `machine`, which is where it was measured and with
which versions, and `quick`, which is true if only a little was measured.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builds
import checker
import machine
import page_tables
import pages
import peers
import plan
import tables

BUILT = Path(__file__).parents[2] / "build" / "bench"
ROUNDS = 5

Found = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure how fast it all is.")
    parser.add_argument("--quick", action="store_true", help="measure a little of everything")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone")
    parser.add_argument("--folder", type=Path, default=BUILT, help="where the JSON goes")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, (measure, tell) in PARTS.items():
        if options.only in (None, name):
            found = {"machine": machine.noted(), "quick": options.quick} | measure(options.quick)
            written = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
            (options.folder / f"{name}.json").write_text(written, encoding="utf-8")
            print(tell(json.loads(written)), end="\n\n", flush=True)


def measure_checker(quick: bool) -> Found:
    return checker.measured(plan.quick() if quick else plan.full())


def measure_pages(quick: bool) -> Found:
    return pages.measured(1, []) if quick else pages.measured(ROUNDS, list(peers.ALL))


def measure_builds(quick: bool) -> Found:
    return dict(builds.measured())


PARTS: dict[str, tuple[Callable[[bool], Found], Callable[[Found], str]]] = {
    "checker": (measure_checker, tables.told),
    "pages": (measure_pages, page_tables.told),
    "builds": (measure_builds, page_tables.builds),
}


if __name__ == "__main__":
    main()
