"""The figures of a run as JSON, and what they say as a table."""

import os
import platform
from collections import Counter
from dataclasses import replace
from typing import Any

from course_notebooks import Endpoint
from designs import Loaded, explained
from judgement import Finding
from run import Outcome
from storm import Storm

KINDS = ("read", "write", "delete", "send")
WORDS = ("lost", "duplicate", "contradictory", "ghost", "stuck", "leak", "out of sequence")

Figures = dict[str, Any]


def machine(server: str) -> Figures:
    """Return where it was measured."""
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": server,
    }


def figures(
    world: Loaded, storm: Storm, outcome: Outcome, found: list[Finding], rows: dict[str, int]
) -> Figures:
    """Return all that is known of a run."""
    design, counts = world.design, outcome.counts
    messages = len(storm.orders(world)) * len(world.messages)
    words = Counter[str](finding.violation.anomaly for finding in found)
    return {
        "design": design.name,
        "exercise": design.exercise,
        "file": design.file,
        "right": design.right,
        "note": design.note,
        "messages": messages,
        "orders": len(storm.orders(world)),
        "workers": storm.workers,
        "seed": storm.seed,
        "kills": outcome.strikes["kill"],
        "pauses": outcome.strikes["pause"],
        "duplicates": storm.duplicates,
        **{what: counts[what] for what in counts if what not in KINDS},
        "calls": {kind: counts[kind] for kind in KINDS},
        "counted": counted(world),
        "seconds": round(outcome.seconds, 1),
        "messages per second": round(messages / outcome.seconds),
        "rows": rows,
        "orders that are wrong": {word: words[word] for word in WORDS if words[word]},
        "example": _example(found),
        "checker": {} if design.right else _checker(world),
    }


def counted(world: Loaded) -> dict[str, float]:
    """Return how many calls a message needs when nothing goes wrong, on stores in memory."""
    receiver = world.scenario.receiver
    headers = {name: {"token": f"token-{name}"} for name in world.messages if receiver}
    endpoint = Endpoint(replace(world.scenario, messages=world.messages, headers=headers))
    for header in headers.values():
        endpoint.stores[receiver].create(header["token"])
    calls = Counter[str]()
    for name in world.messages:
        endpoint.deliver(name)
        calls += endpoint.calls
    return {kind: round(calls[kind] / len(world.messages), 2) for kind in KINDS}


def line(found: Figures) -> str:
    """Return a run's figures in one line."""
    wrong = found["orders that are wrong"]
    words = ", ".join(f"{count} {word}" for word, count in wrong.items()) or "nothing is wrong"
    return (
        f"{found['design']}: {found['messages']:,} messages in {found['seconds']:.0f} s, "
        f"{found['kills']} kills, {found['pauses']} pauses, {found['duplicates']} duplicates, "
        f"{found['redeliveries']:,} redeliveries. Of {found['orders']:,} orders: {words}"
        + (f". {found['example']}" if wrong else "")
    )


def unexpected(runs: list[Figures]) -> list[str]:
    """Return a sentence for each run that did not show what it has to show."""
    found = []
    for run in runs:
        if run["right"] and run["orders that are wrong"]:
            found.append(f"{run['design']} is right, and here: {run['example']}.")
        if not run["right"] and not run["orders that are wrong"]:
            found.append(
                f"{run['design']} is wrong, and this storm did not show it. Run a longer one."
            )
        if run["kills"] and not run["redeliveries"]:
            found.append(
                f"{run['design']}: nothing was delivered again, so no kill struck an attempt."
            )
    return found


def _example(found: list[Finding]) -> str:
    if not found:
        return ""
    first = found[0].violation
    return f"{first.anomaly}: {first.message}"


def _checker(world: Loaded) -> Figures:
    """Return the checker's word for a wrong design, and the shortest history that explains it."""
    verdict = explained(world.design)
    assert verdict.verdict == "fail", f"The checker finds nothing wrong with {world.design.name}."
    return {
        "word": verdict.anomaly,
        "schedule": verdict.schedule,
        "says": verdict.violation.message if verdict.violation else "",
    }
