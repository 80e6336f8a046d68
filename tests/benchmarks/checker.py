"""Measures the checker. What comes of it is one value, which is written as JSON and told as tables.

    scopes           a row for each right protocol and scope
    growth           a row for each right protocol, number of messages, consumers and faults
    reference        one row: the checker against the plain search of `tests/checker`
    reduced          a row for each right protocol and scope: in full, and with fewer states
    counterexamples  a row for each wrong protocol: how soon the first history is found

All rows have `protocol`, `messages` and `consumers` (how many), `faults` (the names of the kinds),
`most_faults`, `most_states` (the cap), `verdict` ("pass", "fail", or "unknown" where the cap was
reached), and `states`, as many as were reached. Where a narrower scope had reached the cap already,
nothing is searched, and `states` are those of the narrower one.

A row that was measured on two sides, `CPython` and `Pyodide`, `checker` and `plain`, or `full` and
`reduced`, has for each `seconds` (of every round), `median_seconds`, `states`, `states_per_second`
and `memory_bytes` (by which the first search raised the peak of a fresh process), and as `ratio`
the median of the second side's seconds by the first's, round by round. A row of `counterexamples`
also has `anomaly`, `faults_of_history`, `steps` and `schedule`.
"""

import math
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from typing import Any

import interpreters
from interpreters import cpython
from plan import Plan
from rounds import Rounds, agreed, in_turns
from searches import Answer, Search
from unfinished import Unfinished

Row = dict[str, Any]


def measured(plan: Plan) -> Row:
    """All tables of the plan."""
    return {
        "scopes": scopes(plan),
        "growth": growth(plan.growth),
        "reference": reference(plan),
        "reduced": reduced(plan),
        "counterexamples": counterexamples(plan),
    }


def scopes(plan: Plan) -> list[Row]:
    """Every right protocol and scope, in processes of its own."""

    def side_by_side(search: Search) -> tuple[Answer, Row]:
        tell(search)
        rounds = on_each_interpreter([search], plan.most_rounds)[0]
        return rounds.first, rounds.as_json()

    return until_the_cap(plan.scopes, side_by_side)


def growth(searches: list[Search]) -> list[Row]:
    """How the states grow. They are counted and no time is taken: so all cores may count."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        protocols = [list(of_one) for _, of_one in groupby(searches, lambda it: it.protocol)]
        return [row for rows in threads.map(growth_of_one, protocols) for row in rows]


def growth_of_one(searches: list[Search]) -> list[Row]:
    """How the states of one protocol grow; they do not depend on the Python."""
    tell(f"{searches[0].protocol}, growth")
    with cpython() as interpreter:
        return until_the_cap(searches, lambda search: (interpreter.ask(search), {}))


def reference(plan: Plan) -> Row:
    """The checker and the plain search in the same scope."""
    search = plan.reference
    tell(f"{search}, beside the plain search")
    with cpython() as one, cpython() as other:
        sides = {"checker": (one, search), "plain": (other, replace(search, plainly=True))}
        rounds = in_turns(sides, plan.most_rounds, enough_seconds=math.inf)
    agreed(search, rounds, lambda answer: answer.verdict)
    return row(search, rounds.first.verdict, rounds.first.states) | rounds.as_json()


def reduced(plan: Plan) -> list[Row]:
    """Every right protocol and scope in full, and with fewer states."""

    def side_by_side(search: Search) -> tuple[Answer, Row]:
        tell(f"{search}, with fewer states")
        with cpython() as one, cpython() as other:
            sides = {"full": (one, search), "reduced": (other, replace(search, reduced=True))}
            rounds = in_turns(sides, plan.most_rounds)
        agreed(search, rounds, lambda answer: answer.anomaly)
        return rounds.first, rounds.as_json()

    return until_the_cap(plan.reduced, side_by_side)


def counterexamples(plan: Plan) -> list[Row]:
    """The first counterexample of every wrong protocol."""
    tell(f"{len(plan.wrong)} wrong protocols")
    every = on_each_interpreter(plan.wrong, plan.most_rounds)
    return [
        row(search, found.verdict, found.states)
        | {"anomaly": found.anomaly, "faults_of_history": found.faults}
        | {"steps": found.steps, "schedule": found.schedule}
        | rounds.as_json()
        for search, rounds in zip(plan.wrong, every, strict=True)
        for found in [rounds.first]
    ]


def until_the_cap(
    searches: list[Search], search_it: Callable[[Search], tuple[Answer, Row]]
) -> list[Row]:
    """A row for each search, without searching what contains one that reached the cap."""
    unfinished = Unfinished()
    rows = []
    for search in searches:
        reached = unfinished.within(search)
        if reached is not None:
            rows.append(row(search, "unknown", reached))
            continue
        answer, figures = search_it(search)
        if answer.verdict == "fail":
            raise RuntimeError(f"{search}: this right protocol is found to be wrong: {answer}")
        if answer.verdict == "unknown":
            unfinished.add(search, answer.states)
        rows.append(row(search, answer.verdict, answer.states) | figures)
    return rows


def on_each_interpreter(searches: list[Search], most_rounds: int) -> list[Rounds]:
    """The rounds of each search on fresh interpreters, which have to agree."""
    with ExitStack() as running:
        started = [running.enter_context(start()) for start in interpreters.ALL]
        return [
            agreed(search, in_turns({one.name: (one, search) for one in started}, most_rounds))
            for search in searches
        ]


def row(search: Search, verdict: str, states: int) -> Row:
    """The scope of a search, and what it came to."""
    return {
        "protocol": search.protocol,
        "messages": len(search.messages),
        "consumers": search.consumers,
        "faults": list(search.faults),
        "most_faults": search.most_faults,
        "most_states": search.most_states,
        "verdict": verdict,
        "states": states,
    }


def tell(what: object) -> None:
    """Say what is being measured, where it does not get into the tables."""
    sys.stderr.write(f"  {what}\n")  # at once, so that lines of two threads do not mix
