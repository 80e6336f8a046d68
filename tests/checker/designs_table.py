"""What the checker says of designs with processes and the like, as one table: `designs.json`.

A design is a file below `designs/`: a `scenario`, a `scope`, and an account that says what is wrong
with it ("Anomaly: none" if nothing is), and how many faults that needs. A file in `cases/` is a
report from the field: its `designs` are the one that was reported, and how it was repaired.
`PYTHONPATH=code python tests/checker/designs_table.py` searches all of them again and writes the
table; whoever does that looks at every line that changed.
"""

import importlib.util
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from consistent_messaging.checker import Scope, Verdict, check
from consistent_messaging.scenario import Scenario

HERE = Path(__file__).parent
TABLE = HERE / "designs.json"


@dataclass(frozen=True)
class Design:
    """A scenario in its scope, and what its account says: the anomaly, and the faults it needs."""

    scenario: Scenario
    scope: Scope
    anomaly: str
    faults: int
    file: Path


def names() -> list[str]:
    """The names of all designs, such as `designs/processes/right_relay`, `cases/report_1:wrong`."""
    files = sorted((HERE / "designs").glob("*/*.py"))
    found = [str(file.relative_to(HERE).with_suffix("")) for file in files]
    for file in sorted((HERE / "cases").glob("report_*.py")):
        name = str(file.relative_to(HERE).with_suffix(""))
        found += [f"{name}:{each}" for each in _module(name).designs]
    return found


@cache
def design(name: str) -> Design:
    """The design of this name."""
    file, _, which = name.partition(":")
    made = _module(file)
    path = HERE / f"{file}.py"
    text = path.read_text(encoding="utf-8").split('"""')[1]
    account = dict(re.findall(r"^(Anomaly|Faults): (.+)$", text, re.MULTILINE))
    anomaly, faults = account["Anomaly"], int(account.get("Faults", 0))
    if which:
        given = ("none", 0) if which.startswith("right") else (anomaly, faults)
        anomaly, faults = getattr(made, "expected", {}).get(which, given)
    scenario = made.designs[which] if which else made.scenario
    return Design(scenario, made.scope, anomaly, faults, path)


def _module(name: str) -> ModuleType:
    """A file as a module; what several designs share is imported from beside the folders."""
    spec = importlib.util.spec_from_file_location(name.replace("/", "_"), HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[made.__name__] = made
    sys.path.insert(0, str(HERE / "designs"))
    try:
        spec.loader.exec_module(made)
    finally:
        sys.path.remove(str(HERE / "designs"))
    return made


def row(verdict: Verdict) -> dict[str, Any]:
    """What is written down of a search: the states that hold, or the history that breaks it."""
    if verdict.verdict == "pass":
        return {"states": verdict.states}
    assert verdict.verdict == "fail", str(verdict)
    told = {"anomaly": verdict.anomaly, "faults": verdict.faults, "steps": verdict.steps}
    return {**told, "schedule": verdict.schedule}


def searched(name: str) -> dict[str, Any]:
    found = design(name)
    return row(check(found.scenario, found.scope))


def read() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def write(table: dict[str, dict[str, Any]]) -> None:
    rows = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in table.items()]
    TABLE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    table = {name: searched(name) for name in names()}
    changed = [
        name for name, found in table.items() if not TABLE.exists() or read().get(name) != found
    ]
    write(table)
    print(*(f"{name}: {table[name]}" for name in changed), sep="\n")
