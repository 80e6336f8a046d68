"""A demonstration: an idea in code, in the world of an exercise, for the checker to break.

    ```demonstration world="greeting" messages="A" faults="crash; lost ack" most="1" expect="lost"
    class Greeter: ...
    ```

The code takes the place of that exercise's file. Of its checks nothing is taken; the one check is
the search of the scope that the fence names, and `expect` what it has to come to. With
`shows="solution"`, `shows="starter"` or the name of a known mistake, the fence holds nothing and
the code is that of the exercise.

`says="A·1 crashes|A·2 is acked"` quotes what the text beside the fence tells of the history; a
test looks for it there, step by step.

A world can also stand beside the exercises, as `<world>_scenario.py`; its code is `handler.py`.

`harsher="late_replicas"` names a function of `harsher_worlds.py` beside the exercises: it gets the
scenario of the world, and returns it with a habit that real stores have.
"""

import ast
from dataclasses import replace
from pathlib import Path
from typing import get_args

from consistent_messaging.api.spec import Anomaly
from consistent_messaging.checker import ALL_FAULTS
from consistent_messaging.exercise.exercise import CourseFile, Exercise, modules_beside
from pymdownx.superfences import SuperFencesException

from course_markdown.labs import demonstration_lab

SCOPE = {"messages", "consumers", "faults", "most", "leftovers"}
OPTIONS = {"world", "harsher", "shows", "expect", "says", *SCOPE}
HARSHER = """

from harsher_worlds import {habit}

scenario = {habit}(scenario)
"""
NEEDED = {"world", "messages", "expect"}
VERDICTS = {"holds", *get_args(Anomaly)}
TEST = '''\
"""Every sequence of events, and every place for these faults."""

from consistent_messaging.checker import ALL_FAULTS
from consistent_messaging.checks import Scope, assert_holds
from scenario import scenario

FAULTS = tuple(fault for fault in ALL_FAULTS if fault.name in {faults!r})


def test_every_sequence_of_events():
    scope = Scope({messages!r}, FAULTS, {most}, consumers={consumers}, leftovers={leftovers!r})
    assert_holds(scenario, scope)
'''


def check_options(options: dict[str, str]) -> None:
    """Raise `SuperFencesException` unless a fence can name these options together."""
    for name in sorted(options.keys() ^ OPTIONS):
        if name not in OPTIONS:
            known = ", ".join(sorted(OPTIONS))
            raise _refused(f"There is no option {name!r}. There are {known}.")
        if name in NEEDED:
            raise _refused(f'The option {name}="…" is missing.')
    if options["expect"] not in VERDICTS:
        known = ", ".join(sorted(VERDICTS))
        raise _refused(f"No check comes to {options['expect']!r}. A verdict is one of {known}.")
    if options.get("consumers", "2") not in ("1", "2"):
        raise _refused(f"There are one or two consumers, not {options['consumers']!r}.")
    names = {fault.name for fault in ALL_FAULTS}
    for fault in _listed(options.get("faults", "")):
        if fault not in names:
            known = ", ".join(sorted(names))
            raise _refused(f"There is no fault {fault!r}. There are {known}.")
    if bool(options.get("faults")) != (options.get("most", "0") != "0"):
        raise _refused('Faults need most="1" or more, and without faults there is no most="…".')


def shown_source(world: Exercise, name: str) -> str:
    """Return the code of this exercise that has this name; a mistake without its account."""
    sources = {"starter": world.starter, "solution": world.solution}
    sources |= {mistake.path.stem: mistake.source for mistake in world.mistakes}
    if name not in sources:
        raise _refused(f"{world.identifier} has no {name!r}. It has {', '.join(sources)}.")
    source = sources[name]
    first = ast.parse(source).body[0]
    if name not in ("starter", "solution") and first.end_lineno:
        return "\n".join(source.splitlines()[first.end_lineno :]).strip("\n") + "\n"
    return source


def world_beside(exercises: Path, name: str) -> tuple[CourseFile, ...]:
    """Return the files of a world that stands beside the exercises; none, if there is no such."""
    path = exercises / f"{name}_scenario.py"
    if not name.isidentifier() or not path.is_file():
        return ()
    source = path.read_text(encoding="utf-8")
    return (
        CourseFile("handler.py", "", "yours"),
        *modules_beside(exercises, (source,), "checks"),
        CourseFile("scenario.py", source, "checks"),
    )


def demonstration_html(
    exercises: Path, files: tuple[CourseFile, ...], source: str, options: dict[str, str]
) -> str:
    """Return the lab of a world with these files, in which this code is the reader's."""
    test = TEST.format(
        faults=_listed(options.get("faults", "")),
        messages=tuple(options["messages"].split()),
        most=options.get("most", "0"),
        consumers=options.get("consumers", "2"),
        leftovers=options.get("leftovers", "any"),
    )
    given = modules_beside(exercises, (source,), "given")
    named = {file.name for file in given}
    yours = next(replace(file, source=source) for file in files if file.role == "yours")
    kept = [f for f in files if f.role != "yours" and f.name not in named and not _is_test(f)]
    if habit := options.get("harsher"):
        kept = _made_harsher(exercises, kept, habit)
    checks = CourseFile("test_demonstration.py", test, "checks")
    return demonstration_lab((yours, *given, *kept, checks), expected=options["expect"])


def _made_harsher(exercises: Path, files: list[CourseFile], habit: str) -> list[CourseFile]:
    """Return the files of a world with a scenario that has this habit of a real store."""
    source = (exercises / "harsher_worlds.py").read_text(encoding="utf-8")
    habits = [part.name for part in ast.parse(source).body if isinstance(part, ast.FunctionDef)]
    if habit not in habits:
        raise _refused(f"There is no harsher world {habit!r}. There are {', '.join(habits)}.")
    [scenario] = [file for file in files if file.name == "scenario.py"]
    harsher = replace(scenario, source=scenario.source + HARSHER.format(habit=habit))
    known = {file.name for file in files}
    more = [
        file
        for file in modules_beside(exercises, (harsher.source,), "checks")
        if file.name not in known
    ]
    at = files.index(scenario)
    return [*files[:at], *more, harsher, *files[at + 1 :]]


def _is_test(file: CourseFile) -> bool:
    return file.name.startswith("test_")


def _listed(text: str) -> tuple[str, ...]:
    """Return the names of faults, which may hold commas and blanks."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _refused(rule: str) -> SuperFencesException:
    return SuperFencesException(f"```demonstration: {rule}")
