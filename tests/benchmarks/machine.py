"""A note on the machine, without which no figure means much."""

import os
import platform
import re
from pathlib import Path

import interpreters
from interpreters import Start

CPU_INFO = Path("/proc/cpuinfo")


def noted() -> dict[str, object]:
    """The processor, how busy it is, and the versions of what searches."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.release()}",
        "versions": dict(versions_of(start) for start in interpreters.ALL),
    }


def versions_of(start: Start) -> tuple[str, dict[str, str]]:
    with start() as interpreter:
        return interpreter.name, interpreter.about.versions


def processor() -> str:
    """The model of the processor where the system tells it, else its kind."""
    if CPU_INFO.exists():
        model = re.search(r"^model name\s*: (.+)$", CPU_INFO.read_text(), re.MULTILINE)
        if model:
            return model[1]
    return platform.processor() or platform.machine()
