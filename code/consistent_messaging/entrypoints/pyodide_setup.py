"""What a page does to its interpreter; its worker calls it. On CPython nothing does.

It is imported when the page's memory is made, so that a start has no source of it to read.
"""

import asyncio
import builtins
import os
import random
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NoReturn

_BRIDGE = ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core")
_NO_EVENT_LOOP = "asyncio has no event loop here: write the code without async and await"


def settle() -> None:
    """Make `input` say the way out; and chance is chance in each start, from a kept memory, too."""
    builtins.input = _refuse_input
    random.seed()


def open_channel(path: str) -> Callable[[str], None]:
    """Return what hands an event to the device with this path."""
    write, device = os.write, os.open(path, os.O_WRONLY)

    def emit(event: str) -> None:
        write(device, event.encode())

    return emit


def close_bridge() -> None:
    """Take what leads from Python to JavaScript out of a learner's sight.

    Out of reach it is without this. So a module of it says what any module says that is not there,
    and what needs it says the way out.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] in _BRIDGE]:
        del sys.modules[name]
    finders = [each for each in sys.meta_path if not each.__module__.startswith("_pyodide")]
    sys.meta_path[:] = [_Absent(), *finders]
    _refuse_event_loops()


def flush() -> None:
    """Hand on what was printed and not shown yet."""
    sys.stdout.flush()
    sys.stderr.flush()


class _Absent:
    """Finds none of the bridge, some of which lies beside the standard library."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> None:
        if name.partition(".")[0] in _BRIDGE:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


class _NoEventLoops:
    def _refuse(self, *_: object) -> NoReturn:
        raise RuntimeError(_NO_EVENT_LOOP)

    get_event_loop = new_event_loop = set_event_loop = _refuse


# What Pyodide has in their place asks JavaScript to call back.
def _refuse_event_loops() -> None:
    @wraps(asyncio.run)
    def refuse_run(main: object, **_options: object) -> NoReturn:
        if asyncio.iscoroutine(main):
            main.close()  # else Python complains, too, that it was never awaited
        raise RuntimeError(_NO_EVENT_LOOP)

    asyncio.run = refuse_run
    asyncio.events._set_running_loop(None)
    vars(asyncio.events)["_event_loop_policy"] = _NoEventLoops()


# The learner's own traceback shows where it was called.
def _refuse_input(prompt: object = "") -> str:
    raise RuntimeError("input() cannot ask anything here: write the value into the code")
