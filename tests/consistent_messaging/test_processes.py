"""Processes: relays, sweepers and cleaners that work beside the handlers, one round at a time."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from consistent_messaging import ConcurrencyError, OutgoingMessage, Table
from consistent_messaging.chaos import CRASH_AFTER_A_WRITE, LEASE_EXPIRES
from consistent_messaging.checker import CRASH, LONG_PAUSE, LOST_ANSWER, Scope, check, try_some
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Invariant, Lesson, NeverStruckError, Rules, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError


@dataclass(frozen=True)
class Add:
    item: str


class Rows:
    """Rows by key; each method is one step."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.records.get(key)

    def find(self, status: str) -> list[str]:
        return [key for key, row in sorted(self.records.items()) if row[0] == status]

    def insert(self, key: str, row: list[Any]) -> None:
        self.records.setdefault(key, tuple(row))

    def put(self, key: str, row: list[Any]) -> None:
        self.records[key] = tuple(row)

    def remove(self, key: str) -> None:
        self.records.pop(key, None)


class Writes:
    def __init__(self, rows: Any, dispatcher: Any) -> None:
        self.rows, self.dispatcher = rows, dispatcher

    def handle(self, message: Add, context: Any) -> None:
        self.rows.insert(context.message_id, ["pending", message.item])


class Relay(Writes):
    def run(self, context: Any) -> None:
        for key in self.rows.find("pending"):
            item = self.rows.get(key)[1]
            self.dispatcher.dispatch([OutgoingMessage(key, Add(item))])
            self.rows.put(key, ["sent", item])


class Publishes(Writes):
    """Publishes through the context what it has found, and marks it in the next round."""

    def run(self, context: Any) -> None:
        for key in self.rows.find("pending"):
            row = self.rows.get(key)
            self.rows.put(key, ["sent", row[1]])
            context.publish(Add(row[1]), key)


class Heart(Writes):
    """Changes something in every round, and each time something else."""

    def run(self, context: Any) -> None:
        beats = self.rows.get("heart")
        self.rows.put("heart", ["beat", beats[1] + 1 if beats else 1])


class Locks(Relay):
    """Looks only with a lock in its hands, and leaves it."""

    def run(self, context: Any) -> None:
        if self.rows.get("lock"):
            raise ConcurrencyError("somebody else is at it")
        self.rows.insert("lock", ["locked"])
        super().run(context)
        self.rows.remove("lock")


class Dated(Writes):
    """Takes over what is older than a minute; it looks at the clock first."""

    def run(self, context: Any) -> None:
        now = context.now()
        for key in self.rows.find("pending"):
            item = self.rows.get(key)[1]
            self.dispatcher.dispatch([OutgoingMessage(key, Add(item))])
            self.rows.put(key, ["sent", item, now])


class Talks(Relay):
    def run(self, context: Any) -> None:
        print("a round")
        super().run(context)
        print("over")


def items_in(records: Any) -> tuple[str, ...]:
    rows = records["rows"]
    return tuple(sorted(row[1] for row in rows.values() if row[0] in ("pending", "sent")))


def added(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return tuple(sorted((*items, message.item))), [message]


def scenario(**processes: Any) -> Scenario:
    stores = {"rows": Rows(), "dispatcher": Outlet()}
    messages = {"A": Add("apple"), "B": Add("bread")}
    return Scenario(
        Writes, stores, messages, Lesson("rows", (), added, items_in), processes=processes
    )


def test_processes_work_after_each_message_until_nothing_changes() -> None:
    history = scenario(relay=Relay).play("A", "B")
    actions = history.schedule.split()
    assert (
        actions
        == ["+A", ".A", "=A", ".relay", ".relay", ".relay", ".relay", "+B", ".B", "=B"]
        + [".relay"] * 4
    )
    assert [step.attempt for step in history.steps][3:7] == ["relay·1"] * 4
    assert history.steps[-1].attempt == "relay·2"
    assert (history.waiting, history.restless) == ((), ())
    assert [sent.attempt for sent in history.sent] == ["relay·1", "relay·2"]


def test_what_a_round_publishes_through_its_context_is_sent_and_nothing_is_acked() -> None:
    history = scenario(relay=Publishes).play("A")
    assert history.schedule == "+A .A =A .relay .relay .relay .relay"
    assert history.steps[-1].sentence == "relay·1 sends Add(apple)."
    verdict = check(scenario(relay=Publishes), Scope(("A",), (CRASH,), 1))
    assert verdict.anomaly == "lost"


def test_a_row_that_no_process_looks_for_is_lost_and_not_stuck() -> None:
    class Looks(Relay):
        def run(self, context: Any) -> None:
            self.rows.find("waiting")

    for processes in ({}, {"relay": Looks}):
        verdict = check(scenario(**processes), Scope(("A",)))
        assert (verdict.anomaly, verdict.schedule) == ("lost", "+A .A =A")


def test_rounds_that_find_nothing_make_no_states() -> None:
    class Idle(Writes):
        def run(self, context: Any) -> None:
            self.rows.find("pending")

    scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), 1)
    with_relay = check(scenario(relay=Relay), scope)
    with_idle = check(scenario(relay=Relay, other=Idle), scope)
    assert with_relay.states == with_idle.states


def test_a_process_that_locks_and_unlocks_comes_to_rest() -> None:
    verdict = check(scenario(relay=Locks), Scope(("A", "B")))
    assert verdict.verdict == "pass"
    history = scenario(relay=Locks).play("A")
    assert history.restless == ()


def test_a_lock_that_a_crash_leaves_behind_loses_what_comes_after_it() -> None:
    verdict = check(scenario(relay=Locks), Scope(("A",), (CRASH,), 1))
    assert (verdict.anomaly, verdict.faults) == ("lost", 1)


def test_a_process_that_changes_something_in_every_round_never_comes_to_rest() -> None:
    class Flickers(Writes):
        def run(self, context: Any) -> None:
            beats = self.rows.get("heart")
            self.rows.put("heart", ["beat", not (beats and beats[1])])

    assert check(scenario(heart=Flickers), Scope(("A",))).anomaly == "stuck"
    history = scenario(heart=Heart).play("A")
    assert history.restless == ("heart",)
    assert "heart not at rest" in str(history)
    with pytest.raises(InconsistentError, match=r"Stuck: heart is never at rest: each of \d+ r"):
        assert_consistent(scenario(heart=Heart), history)
    assert check(scenario(heart=Heart), Scope(("A",), most_states=500)).verdict == "unknown"


def test_what_has_to_hold_at_rest_is_not_asked_while_a_process_goes_on() -> None:
    never = Invariant("nothing is ever kept", lambda records, heard: not records["rows"], "at rest")
    scenarios = [
        replace(scenario(**processes), rules=Rules((never,)))
        for processes in ({"heart": Heart}, {"relay": Relay})
    ]
    for each, words in zip(scenarios, ["Stuck: heart", "nothing is ever kept"], strict=True):
        with pytest.raises(InconsistentError, match=words):
            assert_consistent(each, each.play("A"))


def test_a_round_can_crash_but_it_has_no_delivery() -> None:
    simulator = scenario(relay=Relay).simulator(("A",))
    for action in ["+A", ".A", "=A"]:
        simulator.take(action)
    for action in ["!relay", "&relay", "%relay", "~relay", "=relay"]:
        with pytest.raises(ImpossibleActionError):
            simulator.take(action)
    simulator.take(".relay")
    with pytest.raises(ImpossibleActionError, match="relay is a process: it has no message, so"):
        simulator.take("&relay")
    simulator.take("!relay")
    assert simulator.history().steps[-1].sentence == "Monkey: relay·1 crashes."
    simulator.take(".relay")
    assert simulator.history().steps[-1].attempt == "relay·2"


def test_a_round_needs_no_consumer() -> None:
    simulator = scenario(relay=Relay).simulator(("A", "B"), consumers=1)
    for action in ["+A", ".relay", ".A", "=A", "+B", ".relay", ".relay"]:
        simulator.take(action)
    assert {a.label: a.consumer for a in simulator.attempts} == {"B·1": 1, "relay·2": 2}


def test_the_clock_is_looked_at_before_a_pause_and_the_rows_after_it() -> None:
    dated = scenario(relay=Dated)
    history = dated.replay(".relay @later +A .A =A .relay .relay .relay .relay", ("A",))
    assert history.steps[0].sentence == "relay·1 begins a round."
    assert dict(history.records["rows"])["A"][2] == 1.0
    assert check(dated, Scope(("A", "B"), (LONG_PAUSE, CRASH), 2)).verdict == "pass"


def test_a_monkey_can_be_sent_to_a_process() -> None:
    crash = replace(CRASH_AFTER_A_WRITE, whom="relay")
    with pytest.raises(NeverStruckError):  # with its only write, the round is over
        scenario(relay=Relay).play("A", monkey=crash)
    history = scenario(relay=Publishes).play("A", monkey=crash)
    (step,) = [step for step in history.steps if step.fault]
    assert step.sentence == "Monkey: relay·1 crashes."
    with pytest.raises(NeverStruckError):
        scenario(relay=Relay).play("A", monkey=replace(LEASE_EXPIRES, whom="relay"))


def test_what_a_round_prints_is_printed_when_it_happens(capsys: pytest.CaptureFixture[str]) -> None:
    scenario(relay=Talks).play("A", on_step=lambda step: print(step.action))
    printed = capsys.readouterr().out.splitlines()
    relay = ".relay"
    assert printed[3:] == [relay, "a round", relay, relay, relay, "over"]


def test_tries_at_random_know_processes_as_well() -> None:
    holds = try_some(scenario(relay=Relay), Scope(("A", "B"), (CRASH,), 2), histories=50)
    assert holds.verdict == "unknown"
    loses = try_some(scenario(relay=Publishes), Scope(("A", "B"), (CRASH,), 2), histories=300)
    assert (loses.anomaly, loses.faults) == ("lost", 1)


@pytest.mark.parametrize("name", ["A", "A2", "a relay", "re-lay", "2nd", "", "a:b"])
def test_a_name_that_a_schedule_cannot_tell_from_others_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="process"):
        scenario(**{name: Relay})


def test_a_class_without_a_round_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Writes has no run. A process is a class whose run"):
        scenario(relay=Writes)


def test_a_mistake_in_a_process_is_told_with_its_history() -> None:
    class Broken(Relay):
        def run(self, context: Any) -> None:
            for key in self.rows.find("pending"):
                self.rows.get(key)["item"]

    verdict = check(scenario(relay=Broken), Scope(("A",)))
    assert (verdict.verdict, verdict.schedule) == ("error", "+A .A .relay .relay")
    assert isinstance(verdict.error, TypeError)


def test_a_mistake_before_the_first_step_is_told_as_well() -> None:
    class Broken(Relay):
        def run(self, context: Any) -> None:
            raise KeyError("nothing")

    verdict = check(scenario(relay=Broken), Scope(("A",)))
    assert (verdict.verdict, type(verdict.error)) == ("error", KeyError)


def test_a_process_keeps_nothing_between_its_rounds() -> None:
    class Remembers(Relay):
        highest = ""

        def run(self, context: Any) -> None:
            for key in self.rows.find("pending"):
                if key > Remembers.highest:
                    Remembers.highest = key
                    self.dispatcher.dispatch([OutgoingMessage(key, Add(self.rows.get(key)[1]))])

    verdict = check(scenario(relay=Remembers), Scope(("A",)))
    assert verdict.verdict == "error"
    assert "Remembers.highest" in str(verdict)


class Rounds:
    """A process that only looks."""

    def __init__(self, database: Any, dispatcher: Any) -> None:
        self.database = database

    def run(self, context: Any) -> None:
        self.database.get("items")


class Adds(Rounds):
    def handle(self, message: Add, context: Any) -> None:
        row = self.database.get("items")
        items = row.value["items"] if row else []
        if message.item not in items:
            self.database.commit({"items": {"items": [*items, message.item]}})


def test_rows_of_a_table_can_hold_lists_and_dicts_where_a_process_works_beside_them() -> None:
    def items_in(records: Any) -> tuple[str, ...]:
        return tuple(records["database"].get("items", {"items": []})["items"])

    lesson = Lesson("the items", (), lambda items, message: ((*items, message.item), []), items_in)
    stores = {"database": Table(), "dispatcher": Outlet()}
    messages = {"A": Add("apple"), "B": Add("bread")}
    scenario = Scenario(Adds, stores, messages, lesson, processes={"looks": Rounds})
    assert_consistent(scenario, scenario.play("A", "B"))
    assert check(scenario, Scope(("A", "B"), (CRASH,))).verdict == "pass"
