"""The search against a plain one without reductions, against chance, and against itself.

The plain search knows no receiver that checks tokens and no left-overs, so S6 and leaks are not
compared with it. A walk at random compares all of them.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import catalogue
import protocols
import pytest
from catalogue import Entry
from consistent_messaging.checker import ALL_FAULTS, CRASH, LOST_ANSWER, Fault, Scope, check
from consistent_messaging.checker.search import Found, search
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import DELAYED, FLAGS, State
from consistent_messaging.model.state_machine import Model
from random_walk import Walker, walked
from reference_model.compare import distinct_states, reference_verdict
from sampled import one_in

TABLE = [entry for entry in catalogue.read() if not entry.grows and not entry.slow]
QUICK = [entry for entry in TABLE if (entry.states or 0) < 7000]
WRONG = [entry for entry in TABLE if entry.schedule]
LONGEST = 12  # steps; the plain search needs too long for longer histories of two messages
SHORT = 11  # and up to here it is quick
PLAINLY = [
    entry
    for entry in WRONG
    if not entry.protocol.startswith("s6_")
    and entry.anomaly != "leak"
    and entry.steps is not None
    and (entry.steps <= LONGEST or entry.names == "A")
]


@pytest.mark.parametrize(
    "entry",
    [
        *one_in(2, [entry for entry in PLAINLY if (entry.steps or 0) <= SHORT]),
        *(pytest.param(e, marks=pytest.mark.slow) for e in PLAINLY if (e.steps or 0) > SHORT),
    ],
    ids=str,
)
def test_both_searches_find_the_same_anomaly_with_the_same_faults_and_steps(entry: Entry) -> None:
    found = reference_verdict(entry.scenario, entry.scope)
    assert (found.anomaly, found.faults, found.steps) == (entry.anomaly, entry.faults, entry.steps)


@pytest.mark.slow
@pytest.mark.parametrize("fault", protocols.faults_of("s3_inbox/right"), ids=lambda f: f.name)
def test_with_one_kind_of_fault_alone_both_searches_find_the_same(fault: Fault) -> None:
    scope = Scope(("A",), (fault,), most_faults=1)
    anomalies = set()
    for protocol in protocols.names("wrong"):
        if protocol.startswith(("s0_", "s1_", "s2_", "s3_")):
            scenario = protocols.scenario(protocol)
            verdict, found = check(scenario, scope), reference_verdict(scenario, scope)
            told = (verdict.anomaly, verdict.faults, verdict.steps)
            assert told == (found.anomaly, found.faults, found.steps), protocol
            anomalies.add(verdict.anomaly)
    assert anomalies > {None}


COUNTED = [
    ("s1_event_sourced/right", "!?^_~%2&", 2),
    ("s1_event_sourced/right_marker", "!?^_~%2&", 1),
    ("s1_event_sourced/right_publishes_what_is_stored", "!?^_~%2&", 1),
    ("s2_outbox/right", "!?^_~%2&", 1),
    ("s2_outbox/right_dispatches_for_others", "!?_", 2),
    ("s2_outbox/right_reads_again", "?~", 1),
    ("s3_inbox/right", "!^_", 1),
    ("s3_inbox/right_cleans_what_it_loaded", "!?&", 1),
    ("s3_inbox/right_step_by_step", "%", 1),
    ("s4_claims/right", "", 0),
    ("s4_claims/right_two_dictionaries", "", 0),
    ("s5_outbox_document/right", "", 0),
    ("s5_outbox_document/right_pending", "", 0),
    ("w1_own_store/right", "!?^_~%2&", 1),
    ("w1_own_store/right_compare_and_swap", "!?r", 2),
    ("w2_table/right", "!?^_~%2&r", 1),
    ("w2_table/right_read_committed", "!2r", 2),
    ("w2_table/right_row_for_each_item", "!?&", 2),
    ("w3_rules/right", "!?^_~%2&", 1),
    ("w3_rules/right_invariant", "!?^_~%2&", 2),
    ("w3_rules/right_sends_from_the_head", "?%", 1),
]
FORMS = {row[0].partition("_")[0]: row for row in reversed(COUNTED) if row[2] < 2}
IN_MAKE_TEST = [*FORMS.values()]  # the first form of each stage


@pytest.mark.parametrize(
    ("protocol", "kinds", "up_to"),
    [
        pytest.param(*row, marks=[] if row in IN_MAKE_TEST else [pytest.mark.slow])
        for row in COUNTED
    ],
)
def test_both_searches_see_the_same_number_of_states(protocol: str, kinds: str, up_to: int) -> None:
    """Where ids are made, the two name them differently after a fault: no number is compared."""
    scenario = protocols.scenario(protocol)
    scope = Scope(("A", "B"), tuple(f for f in ALL_FAULTS if f.mark in kinds), up_to)
    verdict, found = check(scenario, scope), reference_verdict(scenario, scope)
    assert (verdict.verdict, found.verdict) == ("pass", "pass")
    assert verdict.states == distinct_states(scenario, scope, found.reached)


@pytest.mark.parametrize("entry", one_in(2, QUICK[::5]), ids=str)
def test_what_a_search_leaves_out_of_its_states_has_no_consequence(entry: Entry) -> None:
    """The same search with every answer that an attempt got, also after its return."""
    scenario, scope = entry.scenario, entry.scope

    def searched() -> tuple[Model, Found]:
        model = scenario.model(scope.messages)
        return model, search(
            model,
            StateCheck(model, scenario.lesson, entry.leftovers, scenario.rules),
            marks="".join(fault.mark for fault in scope.faults),
            most_faults=scope.most_faults,
            most_states=2 * catalogue.MOST_STATES,
        )

    model, found = scenario.with_ids_that_differ(searched)
    assert (found.violation.anomaly if found.violation else "none") == entry.anomaly
    if found.number is not None:
        at = found.explored.faults[found.number], found.explored.steps[found.number]
        assert at == (entry.faults, entry.steps)
        return
    states = {left_out(model, state) for state in found.explored.states}
    assert len(states) == entry.states


def left_out(model: Model, state: State) -> State:
    """The state without how an attempt came to its return, and without what can only fail."""

    def what_matters(code: int) -> object:
        node, flag = model.node(code), code % FLAGS
        if flag == DELAYED:
            return "delayed", node.message
        return (node.message, node.outgoing, node.sent, flag) if node.returned else code

    attempts: Any = frozenset(Counter(map(what_matters, state.attempts)).items())
    return state._replace(attempts=attempts)


def walker_in(entry: Entry, seed: int, walks: int) -> Walker:
    return walked(entry.scenario, entry.scope, entry.leftovers, seed, walks)


@pytest.mark.parametrize("entry", one_in(4, QUICK[::2]), ids=str)
def test_whatever_a_walk_at_random_meets_the_search_has_met_as_soon(entry: Entry) -> None:
    walker = walker_in(entry, seed=7, walks=40)
    explored = search(
        walker.model,
        walker.judge,
        marks=walker.marks,
        most_faults=entry.up_to,
        most_states=catalogue.MOST_STATES,
    ).explored
    seen = zip(explored.faults, explored.steps, strict=True)
    first = dict(zip(explored.states, seen, strict=True))
    told = (entry.faults, entry.steps) if entry.schedule else None
    for state, at in walker.met.items():
        assert first[state] <= at if told is None or at <= told else True
    assert all(told is not None and told <= at for at in walker.wrong)


def test_walks_at_random_do_meet_what_is_wrong() -> None:
    some = WRONG[::4]
    caught = [entry for entry in some if walker_in(entry, seed=11, walks=30).wrong]
    assert len(caught) > len(some) / 2


@pytest.fixture
def any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model tell what can happen in any order."""
    chance = random.Random(5)

    def shuffled(tell: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def told(*given: Any, **named: Any) -> list[Any]:
            found = tell(*given, **named)
            return chance.sample(found, len(found))

        return told

    monkeypatch.setattr(Model, "moves", shuffled(Model.moves))
    monkeypatch.setattr(Model, "faults", shuffled(Model.faults))


@pytest.mark.parametrize("entry", one_in(2, QUICK[::3]), ids=str)
@pytest.mark.usefixtures("any_order")
def test_in_whatever_order_it_explores_the_search_comes_to_the_same(entry: Entry) -> None:
    assert catalogue.anew(entry) == entry


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no second process")
@pytest.mark.parametrize("seed", ["1", pytest.param("4711", marks=pytest.mark.slow)])
def test_with_every_hash_seed_the_search_comes_to_the_same(seed: str) -> None:
    program = (
        "import catalogue, test_differential\n"
        "some = test_differential.QUICK[1::6]\n"
        "print(len(some), *(str(e) for e in some if catalogue.anew(e) != e), sep='\\n')"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split("\n") == [str(len(QUICK[1::6])), ""]


@pytest.mark.parametrize("entry", one_in(2, WRONG[::4]), ids=str)
def test_what_other_searches_have_worked_out_before_changes_nothing(entry: Entry) -> None:
    scenario = entry.scenario
    check(scenario, replace(entry.scope, most_faults=0, consumers=1))
    check(scenario, replace(entry.scope, faults=(CRASH, LOST_ANSWER), most_faults=1))
    found = check(scenario, entry.scope)
    told = (found.anomaly, found.faults, found.steps, found.schedule)
    assert told == (entry.anomaly, entry.faults, entry.steps, entry.schedule)
