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
    "fractions",
    "pprint",
    "queue",
    "secrets",
    "statistics",
    "uuid",
)
# These run tests, or are for a terminal.
LATER = (
    "consistent_messaging.__main__",
    "consistent_messaging.course.checking",
    "consistent_messaging.course.gate",
    "consistent_messaging.course.reports",
    "consistent_messaging.course.scaffold",
)
TEST = "def test_nothing():\n    pass\n"


def import_course() -> None:
    """Import all that a run and a history need."""
    invalidate_caches()  # the packages have just been put where they are
    for name in STANDARD_LIBRARY:
        import_module(name)
    package = import_module("consistent_messaging")
    for module in pkgutil.walk_packages(package.__path__, "consistent_messaging."):
        if module.name not in LATER:
            import_module(module.name)


def import_checks() -> None:
    """Import what a check needs, which is told best by a check."""
    from consistent_messaging import page

    events: list[str] = []
    page.check({"nothing.py": "", "test_nothing.py": TEST}, "nothing.py", events.append)
    if '"verdict": "pass"' not in events[-1]:
        raise RuntimeError(f"A check of nothing came to {events}")
