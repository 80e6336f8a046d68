"""What the page's worker calls: run, check and tell. Results are the JSON of `events.py`.

Nothing here knows a browser: the same functions are called by the tests.
"""

import json
import runpy
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from consistent_messaging.entrypoints import events
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.interpreter_state import InterpreterState
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.simulation.chaos_monkeys import CHAOS_MONKEYS
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import NeverStruckError, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError, Simulator, replay
from consistent_messaging.text.format import counted

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from consistent_messaging.exercise.pytest_runner import Row
    from consistent_messaging.explain import ReplayRequest, trace

Emit = Callable[[str], None]

SCENARIO = "scenario.py"
_REPLACED = (
    "Your code replaced {}. It is put back, and Python starts afresh: nothing of it stays for the "
    "next run."
)


def run(files: Mapping[str, str], main: str, emit: Emit, wanted: str = "{}") -> None:
    """Play the scenario among the files and print its history; without one, run `main` itself.

    `wanted` may name the `monkey` to play under: a name of `CHAOS_MONKEYS`, or "" for none.
    Emits `played` with what was played, `problem` if the learner's code raises, `replaced` if it
    replaced something that is not its own, and `finished` at the end.
    """
    began = time.perf_counter()
    verdict: Literal["pass", "error"] = "error"
    with temp_import_dir(files) as folder:
        before = InterpreterState()
        try:
            if SCENARIO in files:
                _play(json.loads(wanted).get("monkey"), emit)
            else:
                runpy.run_path(str(folder / main), run_name="__main__")
            verdict, replaced = "pass", before.put_back()
        except BaseException as error:  # whatever it is, the page has to hear of it
            replaced = before.put_back()
            _emit_problem(emit, problem_of(error, folder / main))
    if replaced:
        message = _REPLACED.format(", ".join(replaced[:3]))
        _emit(emit, events.Replaced(type="replaced", message=message))
    _finish(emit, verdict, began)


def check(files: Mapping[str, str], main: str, emit: Emit) -> None:
    """Check `main` with the tests among the files.

    Emits `collected`, `progress` while a search goes on, a `row` for each test, `problem` if the
    tests could not run, and `finished`.
    """
    began = time.perf_counter()
    # pytest is large; a page that only runs code does not wait for it.
    from consistent_messaging.exercise import pytest_runner

    def on_collected(names: list[str]) -> None:
        titled = [events.CollectedRow(name=n, title=pytest_runner.title_of(n)) for n in names]
        _emit(emit, events.Collected(type="collected", rows=titled))

    def on_row(row: pytest_runner.Row) -> None:
        event = events.RowEvent(
            type="row",
            name=row.name,
            title=row.title,
            verdict=row.verdict,
            scope=row.scope,
            message=row.message,
            line=row.line,
            history=_history_of(row),
            seconds=row.seconds,
        )
        _emit(emit, event)

    def on_progress(name: str, states: int, faults: int) -> None:
        event = events.Progress(type="progress", name=name, states=states, faults=faults)
        _emit(emit, event)

    report = pytest_runner.check(
        files, main, on_collected=on_collected, on_row=on_row, on_progress=on_progress
    )
    if report.problem:
        _emit_problem(emit, report.problem)
    _finish(emit, report.verdict, began)


def tell(files: Mapping[str, str], main: str, emit: Emit, wanted: str) -> None:
    """Explain a history of `main`.

    `wanted` says what: `ask` is "history", "options" or "comparison", and `script` which history.
    A comparison is with `other`, another source of `main`. Emits `told` with the answer, as
    `explain/trace.py` has it; `untold` with a `message` if the history cannot be played on this
    code; or `problem`; and `finished` at the end.
    """
    began = time.perf_counter()
    verdict: Literal["pass", "error"] = "error"
    try:
        answer = _answer(files, main, emit, json.loads(wanted))
        if answer:
            _emit(emit, events.Told(type="told", told=answer))
            verdict = "pass"
    except ImpossibleActionError as error:
        _emit(emit, events.Untold(type="untold", message=str(error)))
    _finish(emit, verdict, began)


def _answer(
    files: Mapping[str, str], main: str, emit: Emit, asked: Mapping[str, Any]
) -> "trace.Trace | trace.InteractiveState | trace.Comparison | None":
    # What explains is large, and is wanted only once there is something to explain.
    from consistent_messaging import explain

    request = explain.ReplayRequest.read(asked["script"])
    match asked["ask"]:
        case "history":
            return _explained(files, main, explain.report_history, request, emit)
        case "options":
            return _explained(files, main, explain.options_after, request, emit)
    one = _explained(files, main, explain.follow, request, emit)
    changed = {**files, main: asked["other"]}
    other = _explained(changed, main, explain.follow, request, emit)
    return explain.compare(one, other) if one and other else None


def _explained[Answer](
    files: Mapping[str, str],
    main: str,
    ask: "Callable[[Scenario, ReplayRequest, Path, str], Answer]",
    request: "ReplayRequest",
    emit: Emit,
) -> Answer | None:
    """Return what is asked for; None if the learner's code raised, which is emitted."""
    with temp_import_dir(files) as folder, redirect_stdout(StringIO()):
        before = InterpreterState()
        try:
            scenario = _scenario()
            return scenario.with_ids_that_differ(
                lambda: ask(scenario, request, folder / main, files[main])
            )
        except ImpossibleActionError:
            raise
        except BaseException as error:  # whatever it is, the page has to hear of it
            before.put_back()
            _emit_problem(emit, problem_of(error, folder / main))
        finally:
            before.put_back()
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
    script = events.RunScript(
        schedule=history.schedule,
        messages=list(history.played),
        marks=history.marks,
        most_faults=history.faults,
    )
    _emit(emit, events.Played(type="played", script=script))


def _scenario() -> Scenario:
    scenario: Scenario = import_module(Path(SCENARIO).stem).scenario
    return scenario


def _history_of(row: "Row") -> events.FoundHistory | None:
    """Return what is needed to explain the history of a row that does not hold.

    A test may play a world of its own, whose histories cannot be played again here.
    """
    from consistent_messaging.explain import EventLabels, ReplayRequest

    consumers = row.search.scope.consumers if row.search else 2
    history = row.history
    found = (
        row.search if history and row.search and row.search.schedule == history.schedule else None
    )
    if history and row.verdict == "error":  # the step that raised it cannot be played again
        history = replace(history, steps=history.steps[:-1])
    if not history or not history.steps or not _is_of_the_scenario(history, consumers):
        return None
    labels = EventLabels.of(_scenario(), history.played)
    return events.FoundHistory(
        script=ReplayRequest.of(history, found.scope if found else None).as_json(),
        steps=len(history.steps),
        faults=history.faults,
        searched=f"{counted(found.states, 'state')}; {found.scope}" if found else "",
        headline=labels.shorten(row.message),
    )


def _is_of_the_scenario(history: History, consumers: int) -> bool:
    try:
        scenario, names = _scenario(), history.played
        again = scenario.with_ids_that_differ(
            lambda: replay(Simulator(scenario.model(names, consumers=consumers)), history.schedule)
        )
    except (KeyError, ImpossibleActionError):
        return False
    return again.steps == history.steps


def _emit_problem(emit: Emit, problem: Problem) -> None:
    event = events.ProblemEvent(
        type="problem", message=problem.message, text=problem.text, line=problem.line
    )
    _emit(emit, event)


def _finish(emit: Emit, verdict: Literal["pass", "fail", "unknown", "error"], began: float) -> None:
    seconds = time.perf_counter() - began
    _emit(emit, events.Finished(type="finished", verdict=verdict, seconds=seconds))


def _emit(emit: Emit, event: events.Event) -> None:
    emit(json.dumps(event))
