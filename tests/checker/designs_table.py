"""What the checker says of designs with processes and the like, as one table: `designs.json`.

A design is a file below `designs/` or `cases/`: a `scenario`, a `scope`, and an account that says
what is wrong with it ("Anomaly: none" if nothing is), and how many faults that needs.
`PYTHONPATH=code python tests/checker/designs_table.py` searches all of them again and writes the
table; whoever does that looks at every line that changed.
"""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from consistent_messaging.checker import Verdict, check

HERE = Path(__file__).parent
TABLE = HERE / "designs.json"
FOLDERS = ("designs", "cases")


def names() -> list[str]:
    """The names of all designs: folder and file, such as `designs/processes/right_relay`."""
    files = [file for folder in FOLDERS for file in sorted((HERE / folder).glob("*/*.py"))]
    return [str(file.relative_to(HERE).with_suffix("")) for file in files]


def module(name: str) -> ModuleType:
    """The design as a module; what several designs share is imported from beside the folders."""
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


def account_of(name: str) -> dict[str, str]:
    """What a design's file says of itself: its anomaly, and the faults that this needs."""
    text = (HERE / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
    return dict(re.findall(r"^(Anomaly|Faults): (.+)$", text, re.MULTILINE))


def row(verdict: Verdict) -> dict[str, Any]:
    """What is written down of a search: the states that hold, or the history that breaks it."""
    if verdict.verdict == "pass":
        return {"states": verdict.states}
    assert verdict.verdict == "fail", str(verdict)
    told = {"anomaly": verdict.anomaly, "faults": verdict.faults, "steps": verdict.steps}
    return {**told, "schedule": verdict.schedule}


def searched(name: str) -> dict[str, Any]:
    design = module(name)
    return row(check(design.scenario, design.scope))


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
