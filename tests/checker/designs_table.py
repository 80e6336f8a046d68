"""What the checker says of designs with processes and the like, as one table: `designs.json`.

A design is a file below `designs/`: a `scenario`, a `scope`, and an account that says what is wrong
with it ("Anomaly: none" if nothing is), and how many faults that needs. A case of the site, in
`code/cases/`, has several scenarios: what was reported, and how it was repaired.
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
from consistent_messaging.design import find_scenarios
from consistent_messaging.scenario import Scenario
from course_markdown.cases import CASES, HOLDS, Case, names_of_cases

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
    """The names of all designs, such as `designs/processes/right_relay`."""
    files = sorted((HERE / "designs").glob("*/*.py"))
    found = [str(file.relative_to(HERE).with_suffix("")) for file in files]
    for case in cases_of_the_site():
        found += [f"cases/{case.name}:{each}" for each in case.expected]
    return found


def cases_of_the_site() -> list[Case]:
    """All cases of the site."""
    return [Case.read(name) for name in names_of_cases()]


@cache
def design(name: str) -> Design:
    """The design of this name."""
    file, _, which = name.partition(":")
    if which:
        return _of_a_case(Case.read(file.removeprefix("cases/")), which)
    made = _module(HERE / f"{file}.py")
    path = HERE / f"{file}.py"
    text = path.read_text(encoding="utf-8").split('"""')[1]
    account = dict(re.findall(r"^(Anomaly|Faults): (.+)$", text, re.MULTILINE))
    anomaly, faults = account["Anomaly"], int(account.get("Faults", 0))
    return Design(made.scenario, made.scope, anomaly, faults, path)


def _of_a_case(case: Case, which: str) -> Design:
    found = find_scenarios(_module(case.file), case.source, case.file).pick(which)
    word, faults = case.expected[which]
    anomaly = "none" if word == HOLDS else word
    return Design(found.scenario, found.scope, anomaly, faults, case.file)


@cache
def _module(file: Path) -> ModuleType:
    """A file as a module; what several designs share is imported from beside the folders."""
    name = f"{file.parent.name}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[made.__name__] = made
    before = list(sys.path)
    sys.path[:0] = [str(HERE / "designs"), str(CASES)]
    try:
        spec.loader.exec_module(made)
    finally:
        sys.path[:] = before
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
