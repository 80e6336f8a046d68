"""One run shows all the steps of an attempt to which nothing happens: it shows what each would."""

import contextlib
import dis
import inspect
from types import CodeType

import protocols
import pytest
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope, check
from consistent_messaging.execution.run_ahead import _tried
from consistent_messaging.model.transitions import UsualAnswers
from consistent_messaging.scenario import Scenario

SCOPE = Scope(("A", "B"), (CRASH, DUPLICATE, LOST_ANSWER), most_faults=1)
NAMES = ["s4_claims/right", "s6_tokens/right", "s3_inbox/right", *protocols.names("wrong")[::12]]
HIDES_THE_END_OF_A_RUN = """
from consistent_messaging import StoredEvent

class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        new = [StoredEvent("1", "an event")]
        try:
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        except BaseException:
            if not stream.events:
                raise
"""


def shown(scenario: Scenario) -> tuple[object, ...]:
    """What a search comes to, and all that it has found out about attempts."""
    verdict = check(scenario, SCOPE)
    nodes = scenario.searched_model(SCOPE.messages, consumers=2).tree.nodes
    known = [(n.message, n.next, n.line, n.call, n.printed, n.reason, n.opaque) for n in nodes]
    return verdict.verdict, verdict.states, verdict.schedule, str(verdict), known


@pytest.mark.parametrize("name", NAMES)
def test_a_search_that_runs_each_step_comes_to_the_same(name, monkeypatch) -> None:
    given: list[object] = []
    answer = UsualAnswers.__call__
    monkeypatch.setattr(
        UsualAnswers, "__call__", lambda self, call: given.append(call) or answer(self, call)
    )
    ahead = shown(protocols.scenario(name))
    assert given
    monkeypatch.setattr(UsualAnswers, "__call__", lambda self, call: None)
    assert shown(protocols.scenario(name)) == ahead


def test_what_hides_the_end_of_a_run_only_sometimes_is_found(monkeypatch) -> None:
    handler = protocols.module("s1_event_sourced/right", HIDES_THE_END_OF_A_RUN).Handler
    ahead = shown(protocols.scenario("s1_event_sourced/right", handler=handler))
    monkeypatch.setattr(UsualAnswers, "__call__", lambda self, call: None)
    assert shown(protocols.scenario("s1_event_sourced/right", handler=handler)) == ahead
    assert ahead[0] == "error"


@pytest.mark.parametrize("module", [contextlib, inspect, dis], ids=lambda module: module.__name__)
def test_it_is_known_where_something_is_caught(module) -> None:
    codes = [compile(inspect.getsource(module), module.__name__, "exec")]
    tried = 0
    for code in codes:
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
        expected = [range(e.start, e.end) for e in dis.Bytecode(code).exception_entries]
        assert list(_tried(code)) == expected
        tried += len(expected)
    assert tried > 5
