"""*Copy as test* in the page and `check --as-test` write the same test of a history."""

import json
import subprocess
from dataclasses import replace
from typing import Any

import designs_table
import pytest
from consistent_messaging.checker.fault_names import constants_for
from consistent_messaging.design.as_test import as_test
from consistent_messaging.explain import ReplayRequest, report_history
from site_build.project import PROJECT

TABLE = designs_table.read()
WRONG = [name for name, row in TABLE.items() if row.get("schedule")]
WRITE = """
import { exportAs } from "./code/lab/history/export_formats.ts";
let given = "";
for await (const chunk of process.stdin) given += chunk;
const origin = { exercise: "shop", file: "shop.py", page: "", compressed: null };
process.stdout.write(JSON.stringify(JSON.parse(given).map((t) => exportAs("test", t, origin))));
"""


def without_its_name(source: str) -> list[str]:
    """The lines of a test but its `def`: the two put what is wrong into different words."""
    return [line for line in source.splitlines() if not line.startswith("def ")]


def by_node(program: str, given: str) -> str:
    """What a program of the front end prints that gets this."""
    command = ["node", "--import", "tsx", "--input-type=module", "--eval", program]
    ran = subprocess.run(
        command, cwd=PROJECT.root, input=given, capture_output=True, text=True, check=True
    )
    return ran.stdout


@pytest.fixture(scope="module")
def by_the_page() -> dict[str, str]:
    traces = [trace_of(name) for name in WRONG]
    return dict(zip(WRONG, json.loads(by_node(WRITE, json.dumps(traces))), strict=True))


def trace_of(name: str) -> Any:
    design = designs_table.design(name)
    source = design.file.read_text(encoding="utf-8")
    history = design.scenario.replay(
        TABLE[name]["schedule"], design.scope.messages, consumers=design.scope.consumers
    )
    request = replace(ReplayRequest.of(history, design.scope), scenario="scenario")
    return report_history(design.scenario, request, design.file, source, most_states=0)


@pytest.mark.parametrize("name", WRONG)
def test_page_and_command_line_write_the_same(name: str, by_the_page: dict[str, str]) -> None:
    design = designs_table.design(name)
    scope = design.scope
    schedule = TABLE[name]["schedule"]
    history = design.scenario.replay(schedule, scope.messages, consumers=scope.consumers)
    how = {"consumers": scope.consumers, "leftovers": scope.leftovers}
    written = as_test(history, "something is wrong", module="shop", name="scenario", **how)
    assert without_its_name(by_the_page[name]) == without_its_name(written)
    compile(written, "test_it.py", "exec")


def test_faults_are_named_in_the_sequence_of_the_table_in_both() -> None:
    assert constants_for("2&!?") == ["CRASH", "LOST_ANSWER", "DUPLICATE", "LEASE_EXPIRED"]
    program = """
    import { faultsAmong } from "./code/lab/protocol/actions.ts";
    process.stdout.write(faultsAmong(["2A", "&A", "!A", "?A"]).join());
    """
    assert by_node(program, "") == "CRASH,LOST_ANSWER,DUPLICATE,LEASE_EXPIRED"
