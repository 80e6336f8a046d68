"""What the page's worker calls: run, check and tell. Results are the JSON of `events.py`.

Nothing here knows a browser: the same functions are called by the tests. An exercise or an idea has
a `scenario.py` and tests among its files; a design is one file, and has its scenarios in it.
"""

import json
import runpy
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from consistent_messaging.entrypoints import events
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.interpreter_state import InterpreterState
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.simulation.chaos_monkeys import CHAOS_MONKEYS
from consistent_messaging.simulation.scenario import NeverStruckError, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

if TYPE_CHECKING:
    from consistent_messaging.exercise.rows import Row
    from consistent_messaging.explain import ReplayRequest, trace

Emit = Callable[[str], None]

SCENARIO = "scenario.py"
_REPLACED = (
    "Your code replaced {}. It is put back, and Python starts afresh: nothing of it stays for the "
    "next run."
)


def run(files: Mapping[str, str], main: str, emit: Emit, wanted: str = "{}") -> None:
    """Play the scenario among the files and print its history; without one, run `main` itself.

    `wanted` may name the `monkey` to play under: a name of `CHAOS_MONKEYS`, or "" for none. With
    `design`, `main` is a design, and its first scenario is played.
    Emits `played` with what was played, `problem` if the learner's code raises, `replaced` if it
    replaced something that is not its own, and `finished` at the end.
    """
    began = time.perf_counter()
    verdict: Literal["pass", "error"] = "error"
    asked = json.loads(wanted)
    with temp_import_dir(files) as folder:
        before = InterpreterState()
        try:
            if SCENARIO in files or asked.get("design"):
                with _scenario(files, folder / main, None) as (scenario, name):
                    _play(scenario, name, asked.get("monkey"), emit)
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


def check(files: Mapping[str, str], main: str, emit: Emit, wanted: str = "{}") -> None:
    """Check `main` with the tests among the files; or each scenario of it, if it is a design.

    How far a design is searched is in `wanted`, as `design_tasks.py` reads it.
    Emits `collected`, `progress` while a search goes on, a `row` for each test, `problem` if the
    tests could not run, and `finished`.
    """
    if any(name.startswith("test_") for name in files):
        _check_with_tests(files, main, emit)
    else:
        _check_design(files, main, emit, json.loads(wanted))


class CheckInTurns:
    """A check with the tests among the files, each of which is played when somebody says so.

    Emits what `check` does, but for `finished`: another worker may play some of the tests.
    """

    def __init__(self, files: Mapping[str, str], main: str, emit: Emit) -> None:
        # pytest is large; a page that only runs code does not wait for it.
        from consistent_messaging.entrypoints.page_rows import row_event
        from consistent_messaging.exercise import pytest_runner

        def on_row(row: "Row") -> None:
            scenario = import_module(Path(SCENARIO).stem).scenario if row.history else None
            _emit(emit, row_event(row, scenario))

        def on_progress(name: str, states: int, faults: int) -> None:
            event = events.Progress(
                type="progress", name=name, states=states, faults=faults, histories=0
            )
            _emit(emit, event)

        self._open = ExitStack()
        self.tests = self._open.enter_context(
            pytest_runner.collected(files, main, on_row=on_row, on_progress=on_progress)
        )
        self._by_name = {item.name: item for item in self.tests.items}
        titled = [
            events.CollectedRow(name=name, title=pytest_runner.title_of(name))
            for name in self._by_name
        ]
        _emit(emit, events.Collected(type="collected", rows=titled, scope=None))
        if self.tests.problem:
            _emit_problem(emit, self.tests.problem)

    def play(self, name: str) -> None:
        """Play the test with this name."""
        self.tests.play(self._by_name[name])

    def close(self) -> None:
        """Let go of the files and of pytest."""
        self._open.close()


def _check_with_tests(files: Mapping[str, str], main: str, emit: Emit) -> None:
    from consistent_messaging.exercise.rows import Report

    began = time.perf_counter()
    with closing(CheckInTurns(files, main, emit)) as turns:
        for item in turns.tests.items:
            turns.tests.play(item)
    tests = turns.tests
    _finish(emit, Report(tuple(tests.rows), tests.problem, 0.0, "").verdict, began)


def _check_design(
    files: Mapping[str, str], main: str, emit: Emit, asked: Mapping[str, Any]
) -> None:
    from consistent_messaging.design import loaded
    from consistent_messaging.entrypoints.design_tasks import check_scenarios
    from consistent_messaging.exercise.rows import Report

    began = time.perf_counter()
    rows: tuple[Row, ...] = ()
    problem: Problem | None = None
    with temp_import_dir(files) as folder:
        try:
            with redirect_stdout(StringIO()), loaded(folder / main) as design:
                rows = tuple(check_scenarios(design, asked, lambda event: _emit(emit, event)))
        except BaseException as error:  # whatever it is, the page has to hear of it
            problem = problem_of(error, folder / main)
            _emit_problem(emit, problem)
    _finish(emit, Report(rows, problem, 0.0, "").verdict, began)


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
            with _scenario(files, folder / main, request.scenario or None) as (scenario, _):
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


def _play(scenario: Scenario, name: str, monkey: str | None, emit: Emit) -> None:
    chosen = scenario.monkey if monkey is None else CHAOS_MONKEYS.get(monkey)
    never = ""
    names = scenario.run or tuple(scenario.messages)
    try:
        history = scenario.play(*names, monkey=chosen, on_step=print)
    except NeverStruckError as error:
        history, never = error.history, f"{error}\n"
    print("", *history.outcome(), "", f"{never}schedule  {history.schedule}", sep="\n")
    script = events.RunScript(
        schedule=history.schedule,
        messages=list(history.played),
        marks=history.marks,
        most_faults=history.faults,
        scenario=name,
    )
    _emit(emit, events.Played(type="played", script=script))


@contextmanager
def _scenario(
    files: Mapping[str, str], file: Path, name: str | None
) -> Iterator[tuple[Scenario, str]]:
    """Give the scenario among the files; of a design, the one of this name, or the first.

    With it comes its name, in a design.
    """
    if SCENARIO in files:
        yield import_module(Path(SCENARIO).stem).scenario, ""
        return
    from consistent_messaging.design import loaded

    with loaded(file) as design:
        picked = design.pick(name or next(iter(design.scenarios)))
        yield picked.scenario, picked.name


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
