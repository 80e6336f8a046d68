"""A design with several scenarios: what was searched of one is no part of the next."""

from pathlib import Path

from consistent_messaging.checker import check
from consistent_messaging.design import loaded
from consistent_messaging.execution.reachable_state import ReachableState
from course_markdown.cases import CASES

CASE = CASES / "cleared_before_the_conflict.py"


def test_what_a_scenario_remembers_of_its_search_is_no_state_of_a_handler() -> None:
    with loaded(CASE) as design:
        reported, repaired = design.scenarios.values()
        before = len(ReachableState(repaired.scenario.handler).places)
        assert check(reported.scenario, reported.scope).verdict == "fail"
        assert len(ReachableState(repaired.scenario.handler).places) == before
        assert check(repaired.scenario, repaired.scope).verdict == "pass"


def test_what_a_store_in_the_module_keeps_is_seen(tmp_path: Path) -> None:
    """A store of the library that a handler reaches past its scenario is still watched."""
    file = tmp_path / "reaches_past.py"
    source = CASE.read_text("utf-8").replace("order_shop", "shared_shop")
    (tmp_path / "shared_shop.py").write_text((CASES / "order_shop.py").read_text("utf-8"), "utf-8")
    file.write_text(
        source + "\nfrom consistent_messaging import Table\n\nTABLE = Table()\n", "utf-8"
    )
    with loaded(file) as design:
        names = {
            place.name for place in ReachableState(design.pick("reported").scenario.handler).places
        }
    assert any("TABLE" in name for name in names)
