"""What the page's worker calls: run, check and tell, with results as JSON.

Nothing here knows a browser: the same functions are called by the tests.
"""

import json
import runpy
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.interpreter_state import Surroundings
from consistent_messaging.exercise.temp_import_dir import workplace
from consistent_messaging.simulation.chaos_monkeys import CHAOS_MONKEYS
from consistent_messaging.simulation.scenario import NeverStruckError
from consistent_messaging.simulation.simulator import ImpossibleActionError, Walk, replay
from consistent_messaging.text.format import counted

Emit = Callable[[str], None]

SCENARIO = "scenario.py"
_REPLACED = (
    "Your code replaced {}. It is put back, and Python starts afresh: nothing of it stays for the "
    "next run."
)


def run(files: Mapping[str, str], main: str, emit: Emit, wanted: str = "{}") -> None:
    """Play the scenario among the files and print its history; without one, run `main` itself.

    `wanted` may name the `monkey` to play under: a name of `CHAOS_MONKEYS`, or "" for none.
    Emits `played` with the script of what was played, `problem` if the learner's code raises,
    `replaced` if it replaced something that is not its own, and `finished` at the end.
    """
    began = time.perf_counter()
    with workplace(files) as folder:
        surroundings = Surroundings()
        try:
            if SCENARIO in files:
                _play(json.loads(wanted).get("monkey"), emit)
            else:
                runpy.run_path(str(folder / main), run_name="__main__")
            verdict, replaced = "pass", surroundings.put_back()
        except BaseException as error:  # whatever it is, the page has to hear of it
            verdict, replaced = "error", surroundings.put_back()
            _emit_problem(emit, problem_of(error, folder / main))
    if replaced:
        _emit(emit, "replaced", message=_REPLACED.format(", ".join(replaced[:3])))
    _emit(emit, "finished", verdict=verdict, seconds=time.perf_counter() - began)


def check(files: Mapping[str, str], main: str, emit: Emit) -> None:
    """Check `main` with the tests among the files.

    Emits `collected`, `progress` while a search goes on, a `row` for each test, `problem` if the
    tests could not run, and `finished`.
    """
    # pytest is large; a page that only runs code does not wait for it.
    from consistent_messaging.exercise import pytest_runner

    def on_collected(names: list[str]) -> None:
        rows = [{"name": name, "title": pytest_runner.title_of(name)} for name in names]
        _emit(emit, "collected", rows=rows)

    def on_row(row: pytest_runner.Row) -> None:
        told = {"name": row.name, "title": row.title, "verdict": row.verdict, "scope": row.scope}
        details = {"message": row.message, "line": row.line, "history": _history_of(row)}
        _emit(emit, "row", **told, **details, seconds=row.seconds)

    def on_progress(name: str, states: int, faults: int) -> None:
        _emit(emit, "progress", name=name, states=states, faults=faults)

    report = pytest_runner.check(
        files, main, on_collected=on_collected, on_row=on_row, on_progress=on_progress
    )
    if report.problem:
        _emit_problem(emit, report.problem)
    _emit(emit, "finished", verdict=report.verdict, seconds=report.seconds)


def tell(files: Mapping[str, str], main: str, emit: Emit, wanted: str) -> None:
    """Tell a history of `main`.

    `wanted` says what: `ask` is "history", "options" or "comparison", and `script` which history.
    A comparison is with `other`, another source of `main`. Emits `told` with what
    `consistent_messaging.explain` says; `untold` with a `message` if the history cannot be played
    on this code; or `problem`; and `finished` at the end.
    """
    # What tells is large as well, and is wanted only once there is something to tell.
    from consistent_messaging import explain

    began = time.perf_counter()
    asked = json.loads(wanted)
    verdict = "error"
    try:
        script = explain.Script.read(asked["script"])
        if asked["ask"] == "comparison":
            versions = (files, {**files, main: asked["other"]})
            sides = [_told(each, main, explain.followed, script, emit) for each in versions]
            told = explain.compared(*sides) if all(sides) else None
        else:
            ask = {"history": explain.tell, "options": explain.possible}[asked["ask"]]
            told = _told(files, main, ask, script, emit)
        if told:
            _emit(emit, "told", told=told)
            verdict = "pass"
    except ImpossibleActionError as error:
        _emit(emit, "untold", message=str(error))
    _emit(emit, "finished", verdict=verdict, seconds=time.perf_counter() - began)


def _told(
    files: Mapping[str, str], main: str, ask: Callable[..., Any], script: object, emit: Emit
) -> Any:
    """Return what is asked for; None if the learner's code raised, which is emitted."""
    with workplace(files) as folder, redirect_stdout(StringIO()):
        surroundings = Surroundings()
        try:
            return ask(_scenario(), script, folder / main, files[main])
        except ImpossibleActionError:
            raise
        except BaseException as error:  # whatever it is, the page has to hear of it
            surroundings.put_back()
            _emit_problem(emit, problem_of(error, folder / main))
        finally:
            surroundings.put_back()
    return None


def _play(monkey: str | None, emit: Emit) -> None:
    scenario = _scenario()
    chosen = scenario.monkey if monkey is None else CHAOS_MONKEYS.get(monkey)
    never = ""
    try:
        history = scenario.play(*scenario.run, monkey=chosen, on_step=print)
    except NeverStruckError as error:
        history, never = error.history, f"{error}\n"
    print("", *history.outcome(), "", f"{never}schedule  {history.schedule}", sep="\n")
    struck = "".join(sorted({step.action[0] for step in history.steps if step.fault}))
    world = {"messages": history.played, "marks": struck, "most_faults": history.faults}
    _emit(emit, "played", script={"schedule": history.schedule, **world})


def _scenario() -> Any:
    return import_module(Path(SCENARIO).stem).scenario


def _history_of(row: Any) -> dict[str, Any] | None:
    """Return what is needed to tell the history of a row that does not hold.

    A test may play a world that it has made for itself, whose histories cannot be told again here.
    """
    from consistent_messaging.explain import Contents, Script

    consumers = row.search.scope.consumers if row.search else 2
    if row.history is None or not _is_of_the_scenario(row.history, consumers):
        return None
    found = row.search if row.search and row.search.schedule == row.history.schedule else None
    return {
        "script": Script.of(row.history, found.scope if found else None).as_json(),
        "steps": len(row.history.steps),
        "faults": row.history.faults,
        "searched": f"{counted(found.states, 'state')}; {found.scope}" if found else "",
        "headline": Contents.of(_scenario(), row.history.played).shorten(row.message),
    }


def _is_of_the_scenario(history: Any, consumers: int) -> bool:
    try:
        model = _scenario().model(history.played, consumers=consumers)
        again = replay(Walk(model), history.schedule)
    except (KeyError, ImpossibleActionError):
        return False
    return bool(again.steps == history.steps)


def _emit_problem(emit: Emit, problem: Problem) -> None:
    _emit(emit, "problem", **vars(problem))


def _emit(emit: Emit, kind: str, **content: Any) -> None:
    emit(json.dumps({"type": kind, **content}))
