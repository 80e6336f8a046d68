"""A table in a check: how it is told and drawn, what strikes it, and which of its rows can go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import protocols
import pytest
from consistent_messaging import Table, UniqueViolation
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    EVICTED,
    HIDDEN_RETRY,
    STALE_READ,
    Scope,
    check,
)
from consistent_messaging.checker.leaks import growth, kept
from consistent_messaging.explain.actions_now import options
from consistent_messaging.explain.replay_request import ReplayRequest
from consistent_messaging.explain.report import report_history
from consistent_messaging.model.state import ImpossibleActionError
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Go:
    """A message."""

    name: str


NOTHING = Lesson("the table", None, lambda state, message: (state, []), lambda records: None)


def scenario(does: Callable[[Any], Any], **more: Any) -> Scenario:
    """A handler with a table, with which it does this."""

    class Handler:
        def __init__(self, table: Any) -> None:
            self.table = table

        def handle(self, message: Go, context: Any) -> None:
            does(self.table)

    messages = {"A": Go("a"), "B": Go("b")}
    return Scenario(Handler, {"table": Table()}, messages, NOTHING, **more)


def test_a_table_is_told_row_by_row() -> None:
    def does(table: Any) -> None:
        table.get("order")
        table.insert("inbox/A", {"done": True})
        table.find("inbox/")
        table.find("outbox/")
        table.commit({"order": {"items": ["apple"]}}, ["inbox/A"], inserts={"out": {}})
        table.get("order")
        try:
            table.insert("out", {})
        except UniqueViolation:
            table.commit()

    assert [s.sentence for s in scenario(does).play("A").steps if s.called] == [
        "A·1 reads order in the table: not there.",
        "A·1 inserts inbox/A into the table: {done: True}.",
        "A·1 looks for inbox/ in the table: inbox/A.",
        "A·1 looks for outbox/ in the table: nothing.",
        "A·1 commits to the table: writes order: {items: [apple]}, out: {}; removes inbox/A.",
        "A·1 reads order in the table: {items: [apple]}.",
        "A·1 inserts out into the table: refused. out exists already: A·1 itself wrote it in step "
        "6.",
        "A·1 commits to the table: nothing.",
    ]


def test_a_refusal_says_who_has_written_the_row() -> None:
    right = protocols.scenario("w2_table/right")
    steps = right.replay("+A .A .A +B .B .B .B .A").steps
    assert steps[-1].sentence == (
        "A·1 commits to the table: refused. order-7 is new since it was looked for: B·1 wrote it "
        "in step 7. A·1 fails; A is queued again."
    )


def test_a_commit_that_a_library_tries_twice_is_refused_because_of_itself() -> None:
    verdict = check(protocols.scenario("w2_table/right"), Scope(("A",), (HIDDEN_RETRY,), 1))
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())
    told = protocols.scenario("w2_table/right").replay("+A .A .A rA")
    assert "the client library tries again by itself" in told.steps[-1].sentence


def test_stale_reads_of_a_serializable_table_do_no_harm_and_are_refused() -> None:
    stale = replace(protocols.scenario("w2_table/right"), consistency={"table": "stale"})
    scope = Scope(("A",), (STALE_READ, CRASH, DUPLICATE), 2)
    verdict = check(stale, scope)
    assert (verdict.verdict, verdict.never_struck) == ("pass", ())


def test_rows_are_evicted_by_prefix_or_by_what_they_hold() -> None:
    def does(table: Any) -> None:
        table.commit({"inbox/A": {"old": True}, "inbox/B": {"old": False}, "order 7": {}})
        table.get("order 7")

    def evicted(which: Any) -> list[str]:
        simulator = scenario(does, deduplication=which).simulator(("A",))
        for action in ("+A", ".A"):
            simulator.take(action)
        return [o.action for o in options(simulator, EVICTED.mark) if o.action[0] == "x"]

    assert evicted({"table"}) == ["xtable:inbox/A", "xtable:inbox/B", "xtable:order_7"]
    assert evicted({"table": "inbox/"}) == ["xtable:inbox/A", "xtable:inbox/B"]
    assert evicted({"table": lambda key, row: row.get("old")}) == ["xtable:inbox/A"]
    gone = scenario(does, deduplication={"table"}).replay("+A .A xtable:order_7 .A")
    assert [s.sentence for s in gone.steps[2:]] == [
        "Monkey: order 7 is removed from the table.",
        "A·1 reads order 7 in the table: not there.",
    ]
    with pytest.raises(
        ImpossibleActionError, match="The record inbox/A in table cannot be evicted"
    ):
        scenario(does, deduplication={"table": "order"}).replay("+A .A xtable:inbox/A")
    with pytest.raises(ValueError, match="There is no store 'rows'; there are table"):
        scenario(does, deduplication={"rows": ""}).play("A")


def test_rows_may_get_more_and_lists_in_them_may_not() -> None:
    def records(outbox: list[str], inbox: str) -> Any:
        rows = {f"inbox/{name}": {} for name in inbox}
        return {"table": {"order": {"items": list(inbox), "outbox": outbox}, **rows}}

    def found(outbox: list[str], inbox: str) -> Any:
        return kept(records(outbox, inbox), lambda r: r["table"]["order"]["items"], inbox)

    assert growth(found([], "A"), found([], "AB"), (1, 2), ()) == ""
    assert growth(found(["A"], "A"), found(["A", "B"], "AB"), (1, 2), ()) == (
        "in the outbox of order are 1 entry after 1 message, 2 after 2: A and B"
    )


def test_a_misspelled_operation_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(AttributeError, match="Table has no 'put'; it has commit, find, get"):
        scenario(lambda table: table.put("a", {})).play("A")


def test_a_rule_for_evictions_that_cannot_answer_is_named() -> None:
    def does(table: Any) -> None:
        table.commit({"order": {}})
        table.get("order")

    with pytest.raises(ValueError, match="of table can be evicted raises KeyError at order"):
        check(
            scenario(does, deduplication={"table": lambda key, row: row["old"]}),
            Scope(("A",), (EVICTED,), 1),
        )


def test_a_commit_is_offered_without_its_rows() -> None:
    simulator = scenario(lambda table: table.commit({"order": {"n": 1}})).simulator(("A",))
    simulator.take("+A")
    assert [o.text for o in options(simulator, "")] == ["A·1 commits to the table"]


def test_rows_that_are_read_are_drawn_with_what_they_hold() -> None:
    class Reads:
        def __init__(self, table: Any) -> None:
            self.table = table

        def handle(self, message: Go, context: Any) -> None:
            self.table.commit({"order": {"n": 1}, "other": {}})
            row = self.table.get("order")
            rows = self.table.find()
            self.table.commit(deletes=[each.key for each in rows], unchanged=[row])

    path = Path(__file__)
    script = {"schedule": "+A .A .A .A .A =A", "messages": ["A"], "consumers": 2}
    request = ReplayRequest.read(script | {"leftovers": "any", "marks": "", "most_faults": 0})
    drawn = report_history(
        replace(scenario(print), handler=Reads), request, path, path.read_text(encoding="utf-8")
    )
    calls = [moment["call"] for moment in drawn["moments"] if moment["call"]]
    assert [(call["verb"], call["key"], call["label"]) for call in calls] == [
        ("commits", "order, other", "2 records"),
        ("reads", "order", "{n: 1}"),
        ("looks", "order, other", "2 rows"),
        ("commits", "order, other", "2 records"),
    ]
    assert [call["wrote"] for call in calls] == [True, False, False, True]
    assert drawn["moments"][3]["attempts"][0]["names"]["row"] == "{n: 1}, v1"
