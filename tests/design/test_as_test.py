"""A history as a test: it fails on the design that broke, and passes on the repaired one."""

import sys
from types import ModuleType
from typing import Any

import designs_table
import pytest
from consistent_messaging.checks import InconsistentError
from consistent_messaging.design.as_test import as_test
from consistent_messaging.scenario import Scenario

TABLE = designs_table.read()
REPORTS = [name for name, row in TABLE.items() if name.startswith("cases/") and "anomaly" in row]


def run(source: str, scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the one test in this source, whose module `shop` has this scenario."""
    shop = ModuleType("shop")
    vars(shop)["scenario"] = scenario
    monkeypatch.setitem(sys.modules, "shop", shop)
    names: dict[str, Any] = {}
    exec(compile(source, "test_it.py", "exec"), names)
    [test] = [value for name, value in names.items() if name.startswith("test_")]
    test()


def source_for(name: str) -> str:
    design, row = designs_table.design(name), TABLE[name]
    scope = design.scope
    history = design.scenario.replay(row["schedule"], scope.messages, consumers=scope.consumers)
    consumers, leftovers = scope.consumers, scope.leftovers
    how = {"module": "shop", "name": "scenario"}
    return as_test(history, row["anomaly"], **how, consumers=consumers, leftovers=leftovers)


@pytest.mark.parametrize("name", REPORTS)
def test_it_fails_until_the_design_is_repaired(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_for(name)
    with pytest.raises(InconsistentError) as failed:
        run(source, designs_table.design(name).scenario, monkeypatch)
    assert failed.value.anomaly == TABLE[name]["anomaly"]
    case = f"{name.partition(':')[0]}:"
    rights = [n for n, row in TABLE.items() if n.startswith(case) and "anomaly" not in row]
    assert rights
    for right in rights:
        run(source, designs_table.design(right).scenario, monkeypatch)


def test_a_history_that_holds_is_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = designs_table.design("designs/processes/right_consumer_outbox").scenario
    history = scenario.play_quietly("A")
    source = as_test(history, "", module="shop", name="scenario")
    assert "assert_consistent(scenario, scenario.replay(" in source
    assert "def test_a_history_that_holds():" in source
    run(source, scenario, monkeypatch)
