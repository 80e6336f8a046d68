"""`make chaos`: worker processes on a real PostgreSQL are killed, and the oracle judges the tables.

    make chaos                                  all designs
    make chaos RUNNER=tokens MESSAGES=2000      one of them, with fewer messages

Writes the figures as JSON. It fails if a right design has gone wrong anywhere, and if a wrong one
has not: then the storm was too mild to prove anything.
"""

import argparse
import json
import logging
import sys
from dataclasses import replace
from pathlib import Path

import designs
import figures
import server
from judgement import judged
from run import run
from run_tables import Tables, connected, schema
from storm import Storm

BUILT = Path(__file__).parents[2] / "build" / "chaos.json"
WRONG_PART, WRONG_VIOLENCE = 1 / 5, 2  # what is wrong shows soon: fewer messages, more kills
TRIES = 5


def main() -> None:
    options = _options()
    storm = options.storm
    chosen = [designs.ALL[name] for name in options.runner] or [*designs.ALL.values()]
    few = max(1, round(storm.messages * WRONG_PART))
    stronger, found = storm.for_messages(few, WRONG_VIOLENCE), []
    logging.getLogger("consistent_messaging").setLevel(logging.ERROR)  # refusals are counted
    with server.started() as url:
        where = figures.machine(server.version(url))
        for design in chosen:
            found.append(one(url, design, storm) if design.right else caught(url, design, stronger))
            print(figures.line(found[-1]), flush=True)
            written = {"machine": where, "seed": storm.seed, "runs": found}
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.write_text(
                json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8"
            )
    sys.exit("\n".join(figures.unexpected(found)) or 0)


def caught(url: str, design: designs.Design, storm: Storm) -> figures.Figures:
    """Run a design that is wrong until it shows: a storm of few messages can miss a rare moment."""
    for seed in range(storm.seed, storm.seed + TRIES):
        found = one(url, design, replace(storm, seed=seed))
        if found["orders that are wrong"]:
            break
    return found


def one(url: str, design: designs.Design, storm: Storm) -> figures.Figures:
    """Run one design in a schema of its own, and judge what its tables hold."""
    world = designs.loaded(design)
    with schema(url):
        outcome = run(url, world, storm)
        with connected(url) as connection:
            tables = Tables(connection, world)
            found = judged(world, tables, storm.orders(world))
            rows = tables.rows()
    return figures.figures(world, storm, outcome, found, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill workers, and look.")
    parser.add_argument(
        "--runner", action="append", default=[], choices=designs.ALL, help="run this one alone"
    )
    parser.add_argument("--messages", type=int, default=Storm.messages, help="about so many")
    parser.add_argument("--workers", type=int, default=Storm.workers, help="so many processes")
    parser.add_argument("--seed", type=int, default=Storm.seed, help="of messages and strikes")
    parser.add_argument("--json", type=Path, default=BUILT, help="where the figures go")
    options = parser.parse_args()
    if options.messages < 1:
        parser.error(f"--messages is a number from 1 on, not {options.messages}")
    try:
        whole = Storm(seed=options.seed, workers=options.workers)
    except ValueError as wrong:
        parser.error(str(wrong))
    options.storm = whole.for_messages(options.messages)
    return options


if __name__ == "__main__":
    main()
