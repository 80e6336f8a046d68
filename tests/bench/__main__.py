"""`make bench`: measures, prints tables, and writes the figures in them as JSON.

`checker.json` holds `machine`, which is where it was measured and with which versions, `quick`,
which is true if only a little was measured, and the tables that `checker.py` describes.
"""

import argparse
import json
from pathlib import Path

import checker
import machine
import plan
import tables

BUILT = Path(__file__).parents[2] / "build" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the checker.")
    parser.add_argument("--quick", action="store_true", help="measure a little of everything")
    parser.add_argument("--folder", type=Path, default=BUILT, help="where the JSON goes")
    options = parser.parse_args()
    found = {"machine": machine.noted(), "quick": options.quick}
    found |= checker.measured(plan.quick() if options.quick else plan.full())
    options.folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    (options.folder / "checker.json").write_text(written, encoding="utf-8")
    print(tables.told(json.loads(written)))


if __name__ == "__main__":
    main()
