"""One search, asked for in a line of JSON and answered in one, in whatever Python this runs.

Started as a program it first says which Python it is, then answers line by line. The page's
Python does the same through `search_in_pyodide.mjs`.
"""

import gc
import json
import platform
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import protocols
from consistent_messaging.checker import ALL_FAULTS, Scope, check
from consistent_messaging.checker.check import MOST_STATES
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.text.format import counted
from reference_model.compare import reference_verdict

FAULTS = {fault.name: fault for fault in ALL_FAULTS}


@dataclass(frozen=True)
class Search:
    """What to search: a protocol within a scope, by the checker or by the plain search.

    The checker can do it `reduced`, with fewer states.
    """

    protocol: str
    messages: str
    faults: tuple[str, ...] = ()
    most_faults: int = 0
    consumers: int = 2
    contents: str = "items"
    leftovers: Policy = "any"
    most_states: int = MOST_STATES
    plainly: bool = False
    reduced: bool = False

    @property
    def scope(self) -> Scope:
        return Scope(
            tuple(self.messages),
            tuple(FAULTS[name] for name in self.faults),
            self.most_faults,
            self.consumers,
            self.leftovers,
            self.most_states,
            self.reduced,
        )

    def __str__(self) -> str:
        parts = [counted(len(self.messages), "message"), counted(self.consumers, "consumer")]
        return ", ".join([self.protocol, *parts, counted(self.most_faults, "fault")])


@dataclass(frozen=True)
class Answer:
    """What a search came to, which is the same everywhere, and what it took, which is not.

    `peak_bytes` is the most memory that the process has held so far.
    """

    verdict: str
    anomaly: str | None
    faults: int | None
    steps: int | None
    states: int
    schedule: str
    seconds: float = field(compare=False)
    peak_bytes: int = field(compare=False)


@dataclass(frozen=True)
class About:
    """Which Python answers, and the most memory that it held before it was asked anything."""

    versions: dict[str, str]
    peak_bytes: int


def answer(search: Search) -> Answer:
    """Search, and measure the search alone: the protocol is loaded before, garbage collected."""
    scenario = protocols.scenario(search.protocol, search.contents)
    look = reference_verdict if search.plainly else check
    gc.collect()
    began = time.perf_counter()
    found = look(scenario, search.scope)
    seconds = time.perf_counter() - began
    if found.verdict == "error":
        raise ValueError(f"{search}: {found}")
    return Answer(
        found.verdict,
        found.anomaly,
        found.faults,
        found.steps,
        found.states,
        found.schedule or "",
        seconds,
        peak_bytes(),
    )


def answered(line: str) -> str:
    """The answer to a search, both as a line of JSON."""
    return json.dumps(asdict(answer(Search(**json.loads(line)))))


def about() -> str:
    """This Python, as a line of JSON."""
    versions = {"Python": platform.python_version()}
    if sys.platform == "emscripten":
        import js
        import pyodide

        versions |= {"Pyodide": pyodide.__version__, "Node": js.process.versions.node}
    return json.dumps(asdict(About(versions, peak_bytes())))


def peak_bytes() -> int:
    """The most memory that this process has held so far.

    In Pyodide that is the heap, which only grows. On Linux `ru_maxrss` would start at the size of
    the process that started this one, so its own peak is read there.
    """
    if sys.platform == "emscripten":
        import pyodide_js

        return int(pyodide_js._module.HEAPU8.length)
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(about(), flush=True)
    for line in sys.stdin:
        print(answered(line), flush=True)
