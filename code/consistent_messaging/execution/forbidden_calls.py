"""The calls that return something different at each run, and what to call instead."""

import random
import sys
from typing import Any

_AGAIN = "It returns something different every time, and a check runs an attempt many times."
_ID = (
    f"{_AGAIN} Use derived_id(context.message_id, …) for an id that has to be the same in every "
    "attempt, and context.new_id() for one that has to be new."
)
_TIME = f"{_AGAIN} Use context.now()."
_DATE = f"{_AGAIN} Use context.now(), and datetime.fromtimestamp for a date."
_CHANCE = f"{_AGAIN} Leave nothing to chance; ids come from derived_id or context.new_id()."
_HASH = "It returns something different in every process. Use derived_id for an id."
_WAIT = "Waiting does not help: raise an error instead, and the message is delivered again."
_THREAD = "A check takes a handler's steps one after the other: do so in the handler as well."
_ASK = "Nobody is there to answer. Take what you need from the message."
_FILE = "A file is no store of the scenario, and no crash or delay is tried on it. Use a store."

_CLOCKS = "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time"
_REFUSED = {
    **{f"uuid.{name}": _ID for name in ("uuid1", "uuid4", "uuid6", "uuid7", "uuid8", "getnode")},
    **{f"time.{name}": _TIME for name in f"{_CLOCKS} process_time_ns clock_gettime".split()},
    **{f"os.{name}": _CHANCE for name in ("urandom", "getrandom")},
    **{f"secrets.token_{kind}": _CHANCE for kind in ("bytes", "hex", "urlsafe")},
    "secrets.randbelow": _CHANCE,
    "random.SystemRandom": _CHANCE,
    "time.sleep": _WAIT,
    "asyncio.run": _THREAD,
    "threading.Thread.start": _THREAD,
    "_thread.start_new_thread": _THREAD,
    "_thread.start_joinable_thread": _THREAD,
    "concurrent.futures.ThreadPoolExecutor": _THREAD,
    "builtins.input": _ASK,
    "builtins.hash": _HASH,
    "io.open": _FILE,
}
_REFUSED_WITHOUT_ARGUMENT = {
    "random.Random": _CHANCE,
    **{f"time.{name}": _TIME for name in ("localtime", "gmtime", "ctime")},
}
_PUBLIC = {
    "posix": "os",
    "nt": "os",
    "_io": "io",
    "asyncio.runners": "asyncio",
    "concurrent.futures.thread": "concurrent.futures",
}
_SHARED = random.random.__self__  # type: ignore[attr-defined]  # what the functions belong to
_HARMLESS = {dict, list, tuple, set, str, bytes}

SUSPECTS = {None, "random", "threading", *_PUBLIC, *(name.rpartition(".")[0] for name in _REFUSED)}
"""The modules of all calls that may be refused; None is that of a built-in object's methods."""


def refused(called: Any, first: Any) -> str | None:
    """Return what is wrong with this call, given its first argument; None if nothing is.

    The function itself is looked at and not the name that it goes by in the handler's code.
    """
    module = getattr(called, "__module__", None)
    if module is None or module == "random":
        harmless = type(getattr(called, "__self__", None)) in _HARMLESS
        return None if harmless else _of_an_object(called, first)
    if module not in SUSPECTS:
        return None
    name = f"{_PUBLIC.get(module, module)}.{getattr(called, '__qualname__', '')}"
    why = _why(name, first)
    return f"{name.removeprefix('builtins.')}(). {why}" if why else None


def _why(name: str, first: Any) -> str | None:
    why = _REFUSED.get(name)
    if why is None and (first is None or first is sys.monitoring.MISSING):
        why = _REFUSED_WITHOUT_ARGUMENT.get(name)
    return why


def _of_an_object(called: Any, first: Any) -> str | None:
    """Look at methods of dates and of generators of random numbers, and at their classes."""
    name = getattr(called, "__name__", "")
    if isinstance(called, type):
        why = _why(f"random.{name}", first)
        return f"random.{name}(). {why}" if why else None
    owner = getattr(called, "__self__", first)
    if isinstance(owner, type):
        dates = {kind.__qualname__ for kind in owner.__mro__ if kind.__module__ == "datetime"}
        is_now = name in ("now", "utcnow", "today") and "date" in dates
        return f"{owner.__name__}.{name}(). {_DATE}" if is_now else None
    if isinstance(owner, random.SystemRandom) or owner is _SHARED:
        return f"random.{name}(). {_CHANCE}"
    return None
