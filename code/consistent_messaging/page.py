"""What the page's worker calls: run and check, with results as JSON.

Nothing here knows a browser: the same two functions are called by the tests.
"""

import json
import runpy
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from consistent_messaging.course.problems import Problem, problem_of
from consistent_messaging.course.workplace import workplace

Emit = Callable[[str], None]

SCENARIO = "scenario.py"


def run(files: Mapping[str, str], main: str, emit: Emit) -> None:
    """Play the scenario among the files and print its history; without one, run `main` itself.

    Emits `problem` if the learner's code raises, and `finished` at the end.
    """
    began = time.perf_counter()
    with workplace(files) as folder:
        try:
            if SCENARIO in files:
                _play()
            else:
                runpy.run_path(str(folder / main), run_name="__main__")
            verdict = "pass"
        except BaseException as error:  # whatever it is, the page has to hear of it
            _emit_problem(emit, problem_of(error, folder / main))
            verdict = "error"
    _emit(emit, "finished", verdict=verdict, seconds=time.perf_counter() - began)


def check(files: Mapping[str, str], main: str, emit: Emit) -> None:
    """Check `main` with the tests among the files.

    Emits `collected`, `progress` while a search goes on, a `row` for each test, `problem` if the
    tests could not run, and `finished`.
    """
    # pytest is large; a page that only runs code does not wait for it.
    from consistent_messaging.course import checking

    def on_collected(names: list[str]) -> None:
        rows = [{"name": name, "title": checking.title_of(name)} for name in names]
        _emit(emit, "collected", rows=rows)

    def on_row(row: checking.Row) -> None:
        history = str(row.history) if row.history else None
        told = {"name": row.name, "title": row.title, "verdict": row.verdict, "scope": row.scope}
        details = {"message": row.message, "line": row.line, "history": history}
        _emit(emit, "row", **told, **details, seconds=row.seconds)

    def on_progress(name: str, states: int, faults: int) -> None:
        _emit(emit, "progress", name=name, states=states, faults=faults)

    report = checking.check(
        files, main, on_collected=on_collected, on_row=on_row, on_progress=on_progress
    )
    if report.problem:
        _emit_problem(emit, report.problem)
    _emit(emit, "finished", verdict=report.verdict, seconds=report.seconds)


def _play() -> None:
    scenario = import_module(Path(SCENARIO).stem).scenario
    history = scenario.play(*scenario.run, monkey=scenario.monkey, on_step=print)
    print("", *history.outcome(), "", f"schedule  {history.schedule}", sep="\n")


def _emit_problem(emit: Emit, problem: Problem) -> None:
    _emit(emit, "problem", **vars(problem))


def _emit(emit: Emit, kind: str, **content: Any) -> None:
    emit(json.dumps({"type": kind, **content}))
