"""The search against a plain one without reductions: the same verdicts, found much faster."""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import protocols
import pytest
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    REJECTED,
    Fault,
    Scope,
    Verdict,
    check,
)
from consistent_messaging.checker.judge import Judge
from consistent_messaging.scenario import Scenario
from plain_search import PlainVerdict, brute_force_minimal, plain_search

HERE = Path(__file__).parent
TWO_COPIES = "s3_inbox/wrong_asks_the_inbox_first"
KINDS = {
    CRASH: "crash",
    LOST_ANSWER: "lost answer",
    REJECTED: "rejected",
    DELAYED_ACK: "delayed failure when acking",
    LOST_ACK: "lost ack",
    DUPLICATE: "duplicate delivery",
    LEASE_EXPIRED: "lease expired",
}
SAME = [
    ("s1_event_sourced/right", (CRASH, LOST_ANSWER), 2),
    ("s1_event_sourced/right", (DELAYED_ACK, LEASE_EXPIRED), 2),
    ("s1_event_sourced/wrong_folds_on_past_the_duplicate", (DELAYED_ACK,), 1),
    ("s1_event_sourced/wrong_includes_its_own_event", (CRASH,), 1),
    ("s1_event_sourced/wrong_no_deduplication", (LOST_ACK, DUPLICATE), 1),
    ("s1_event_sourced/wrong_appends_at_any_version", (), 0),
    ("s2_outbox/right", (CRASH, REJECTED), 1),
    ("s2_outbox/wrong_deletes_the_key", (LOST_ACK,), 1),
    ("s2_outbox/wrong_clears_before_dispatching", (CRASH,), 1),
    ("s2_outbox/wrong_new_ids_at_dispatch", (CRASH,), 1),
    ("s3_inbox/right", (LOST_ANSWER,), 1),
    ("s3_inbox/wrong_asks_the_inbox_first", (LEASE_EXPIRED,), 1),
    ("s3_inbox/wrong_cleans_before_marking", (CRASH,), 1),
    ("s3_inbox/wrong_create_only_mark", (CRASH,), 1),
]


def plain(scenario: Scenario, faults: tuple[Fault, ...], most_faults: int) -> PlainVerdict:
    return plain_search(
        scenario.handler,
        scenario.stores,
        {name: scenario.messages[name] for name in ("A", "B")},
        scenario.lesson,
        kinds={KINDS[fault] for fault in faults},
        max_faults=most_faults,
        interchangeable=True,
    )


@pytest.mark.parametrize(("protocol", "faults", "most_faults"), SAME)
def test_both_come_to_the_same_verdict(
    protocol: str, faults: tuple[Fault, ...], most_faults: int
) -> None:
    scenario = protocols.scenario(protocol)
    verdict = check(scenario, Scope(("A", "B"), faults, most_faults))
    other = plain(scenario, faults, most_faults)
    assert (verdict.verdict, verdict.anomaly) == (other.verdict, other.anomaly)
    assert (verdict.faults, verdict.steps) == (other.faults, other.steps)


@pytest.mark.parametrize(
    ("protocol", "most_steps"),
    [
        ("s1_event_sourced/wrong_no_deduplication", 6),
        ("s1_event_sourced/wrong_fresh_ids", 7),
        ("s1_event_sourced/wrong_one_append_for_each_event", 8),
        ("s2_outbox/wrong_dispatches_before_the_commit", 5),
    ],
)
def test_no_shorter_history_is_wrong_among_all_that_there_are(
    protocol: str, most_steps: int
) -> None:
    scenario = protocols.scenario(protocol)
    verdict = check(scenario, Scope(("A",), (CRASH, LOST_ANSWER), 1))
    smallest = brute_force_minimal(
        scenario.handler,
        scenario.stores,
        {"A": scenario.messages["A"]},
        scenario.lesson,
        kinds={"crash", "lost answer"},
        max_faults=1,
        max_steps=most_steps,
    )
    found = None if verdict.violation is None else (verdict.faults, verdict.steps)
    assert found == smallest


@pytest.mark.parametrize(
    "protocol",
    [
        "s1_event_sourced/right",
        "s2_outbox/right",
        "s3_inbox/right",
        "s3_inbox/wrong_asks_the_inbox_first",
        "s2_outbox/wrong_deletes_the_key",
    ],
)
def test_whatever_a_walk_at_random_finds_the_search_has_found(protocol: str) -> None:
    scenario = protocols.scenario(protocol)
    verdict = check(scenario, Scope(("A", "B"), (CRASH, LEASE_EXPIRED), 1))
    model = scenario.model(("A", "B"))
    judge = Judge(model, scenario.lesson, "any")
    chance = random.Random(7)
    found = False
    for _ in range(400):
        state, faults = model.initial(), 0
        while not found:
            moves = model.moves(state)
            if faults < 1 and chance.random() < 0.1:
                moves = model.faults(state, "!&", at_the_start=False) or moves
                faults += 1
            if not moves:
                break
            _, state = chance.choice(moves)
            found = judge(state, faults) is not None
    assert not found or verdict.verdict == "fail"


def test_the_order_of_exploration_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = protocols.scenario("s3_inbox/wrong_cleans_before_marking")
    right = protocols.scenario("s3_inbox/right")
    scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), 1)
    before = check(wrong, scope), check(right, scope)
    model = type(wrong.model(("A",)))
    moves, chance = model.moves, random.Random(11)

    def shuffled(self: object, state: object) -> object:
        found = moves(self, state)  # type: ignore[arg-type]
        chance.shuffle(found)
        return found

    monkeypatch.setattr(model, "moves", shuffled)
    after = check(wrong, scope), check(right, scope)
    assert [_essence(verdict) for verdict in after] == [_essence(verdict) for verdict in before]
    assert after[1].states == before[1].states


def test_it_needs_at_most_a_third_of_the_time_of_the_plain_search() -> None:
    faults = (CRASH, LOST_ANSWER)
    ratios = []
    for _ in range(3):
        scenario = protocols.scenario("s3_inbox/right")
        ours = _seconds(lambda: check(scenario, Scope(("A", "B"), faults, 2)))  # noqa: B023
        theirs = _seconds(lambda: plain(scenario, faults, 2))  # noqa: B023
        ratios.append(ours / theirs)
    assert statistics.median(ratios) < 1 / 3


@pytest.mark.skipif(sys.platform == "emscripten", reason="a page starts no other program")
@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_a_history_is_the_same_with_every_hash_seed(seed: str) -> None:
    wrong = protocols.scenario(TWO_COPIES)
    verdict = check(wrong, Scope(("A", "B"), (DUPLICATE, CRASH), 1))
    program = (
        "import protocols; from consistent_messaging.checker import *;"
        f"v = check(protocols.scenario({TWO_COPIES!r}), Scope(('A', 'B'), (DUPLICATE, CRASH), 1));"
        "print(v.states, v.schedule)"
    )
    path = os.pathsep.join([str(HERE), str(HERE.parents[1] / "code")])
    other = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == f"{verdict.states} {verdict.schedule}"


def _essence(verdict: Verdict) -> tuple[object, ...]:
    return verdict.verdict, verdict.anomaly, verdict.faults, verdict.steps, verdict.schedule


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
