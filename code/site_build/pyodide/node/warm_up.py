"""What a page's Python has imported before it starts; `make_snapshots.mjs` keeps its memory then.

It runs inside Pyodide at build time. No learner's code is near: all that runs is the course's own.
"""

import pkgutil
from importlib import import_module, invalidate_caches

# What the learner's code is likely to import, beside what the course itself imports. Any other
# module of the standard library is fetched when it is asked for.
STANDARD_LIBRARY = (
    "copy",
    "datetime",
    "decimal",
    "pprint",
    "uuid",
)
# These run tests, check designs, read folders, or are for a terminal.
LATER = (
    "consistent_messaging.__main__",
    "consistent_messaging.authoring.",
    "consistent_messaging.checker.assertions",
    "consistent_messaging.checker.fault_names",
    "consistent_messaging.checks",
    "consistent_messaging.command_line.",
    "consistent_messaging.design",
    "consistent_messaging.entrypoints.design_tasks",
    "consistent_messaging.entrypoints.page_rows",
    "consistent_messaging.entrypoints.pytest_plugin",
    "consistent_messaging.exercise.code_hash",
    "consistent_messaging.exercise.downloaded",
    "consistent_messaging.exercise.exercise",
    "consistent_messaging.exercise.pytest_runner",
    "consistent_messaging.exercise.rows",
    "consistent_messaging.explain.code_lines",
    "consistent_messaging.explain.portable_history",
    "consistent_messaging.explain.portable_values",
    "consistent_messaging.explain.told_history",
)
NOTHING = {"nothing.py": ""}
TEST = "def test_nothing():\n    pass\n"


def import_course() -> None:
    """Import all that a run and a history need."""
    invalidate_caches()  # the packages have just been put where they are
    _expect_pass("run", NOTHING)  # first: what a run leaves in memory is written over by the others
    for name in STANDARD_LIBRARY:
        import_module(name)
    _import_all_of("consistent_messaging")
    import_module("consistent_messaging.exercise.interpreter_state").contents_of_course()


def import_checks() -> None:
    """Import what a check needs, which is told best by a check."""
    _expect_pass("check", NOTHING | {"test_nothing.py": TEST})
    import_module("consistent_messaging.checks")
    import_module("consistent_messaging.entrypoints.design_tasks")


def _import_all_of(package: str) -> None:
    """Import a package and all in it, but what comes later."""
    for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        if module.name.startswith(LATER):
            continue
        import_module(module.name)
        if module.ispkg:
            _import_all_of(module.name)


def _expect_pass(task: str, files: dict[str, str]) -> None:
    page = import_module("consistent_messaging.entrypoints.browser")
    events: list[str] = []
    getattr(page, task)(files, "nothing.py", events.append)
    if '"verdict": "pass"' not in events[-1]:
        raise RuntimeError(f"A {task} of nothing came to {events}")
