"""One run shows all the steps of an attempt to which nothing happens: it shows what each would.

So does what is known of an attempt without a run: an error that gets out of the handler ends it.
"""

import contextlib
import dis
import inspect
import re
from types import CodeType

import protocols
import pytest
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope, check
from consistent_messaging.execution.replay import run
from consistent_messaging.execution.run_ahead import _tried
from consistent_messaging.model import attempt_runs
from consistent_messaging.model.attempt_runs import AttemptRuns
from consistent_messaging.model.transitions import UsualAnswers
from consistent_messaging.scenario import Scenario

SCOPE = Scope(("A", "B"), (CRASH, DUPLICATE, LOST_ANSWER), most_faults=1)
NAMES = ["s4_claims/right", "s3_inbox/right", *protocols.names("wrong")[::12]]
MANY = [name for name in NAMES if name.startswith(("s4_claims/right", "s6_"))]  # states
HANDLER = """
import itertools
from consistent_messaging import StoredEvent

AT_WORK, COUNTER, ITERATOR = [], itertools.count(), iter(range(10**9))

def closes():
    try:
        yield 1
    finally:
        AT_WORK.append(1)

class Handler:
    def __init__(self, event_store):
        self.event_store, self.seen = event_store, []

    def handle(self, message, context):
        {}

    def read(self):
        return self.event_store.read("an order")

    def append(self, text, version):
        new = [StoredEvent(text, "an event")]
        self.event_store.append("an order", new, expected_version=version)
"""
ERRORS = {
    "hides the end of a run only sometimes": """
        stream = self.read()
        try:
            self.append("1", stream.version)
        except BaseException:
            if not stream.events:
                raise
    """,
    "hides the end of a run in what tidies up": """
        stream = self.read()
        try:
            self.append("1", stream.version)
        finally:
            return
    """,
    "changes something and changes it back": """
        stream = self.read()
        AT_WORK.append(1)
        self.append("1", stream.version)
        AT_WORK.clear()
    """,
    "leaves something behind its last step": """
        self.append("1", self.read().version)
        AT_WORK.append(1)
    """,
    "leaves something when a generator closes": """
        for number in closes():
            self.append(str(number), self.read().version)
    """,
    "counts": """
        self.read()
        self.append(str(next(COUNTER)), self.read().version)
    """,
    "takes from an iterator": """
        self.append(str(next(ITERATOR)), self.read().version)
    """,
    "remembers in the object": """
        self.seen.append(1)
        self.append(str(len(self.seen)), self.read().version)
    """,
    "is at work in the object while an error gets out": """
        if self.seen:
            return
        stream = self.read()
        self.seen.append(1)
        self.append("1", stream.version)
        self.seen.clear()
    """,
    "leaves something when an error gets out": """
        stream = self.read()
        try:
            self.append("1", stream.version)
        finally:
            AT_WORK.append(1)
    """,
    "makes another error of one": """
        stream = self.read()
        try:
            self.append("1", stream.version)
        except Exception as error:
            raise ValueError("no luck") from error
    """,
    "fails at its end": """
        self.append("1", self.read().version)
        nonsense
    """,
    "never ends": """
        self.append("1", self.read().version)
        while True:
            pass
    """,
    "calls without end": """
        while True:
            self.read()
    """,
    "gives what no store takes": """
        self.read()
        self.append("1", self.read())
        self.event_store.append(7, [])
    """,
}

PRINTS = """
        print("begin")
        stream = self.read()
        print("read")
        self.append("1", stream.version)
        print("appended")
"""


def run_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be known of a step that its own run has not shown."""
    monkeypatch.setattr(UsualAnswers, "__call__", lambda self, call: None)
    monkeypatch.setattr(AttemptRuns, "failed", lambda self, *given: None)


def shown(scenario: Scenario) -> tuple[object, ...]:
    """What a search comes to, and all that it has found out about attempts."""
    verdict = check(scenario, SCOPE)
    nodes = scenario.searched_model(SCOPE.messages, consumers=2).tree.nodes
    known = [(n.message, n.next, n.line, n.call, n.printed, n.reason, n.opaque) for n in nodes]
    return verdict.verdict, verdict.states, verdict.schedule, str(verdict), known


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in MANY else []) for name in NAMES]
)
def test_a_search_that_runs_each_step_comes_to_the_same(name, monkeypatch) -> None:
    runs: list[object] = []
    monkeypatch.setattr(attempt_runs, "run", lambda *of, **how: runs.append(of) or run(*of, **how))
    ahead, few = shown(protocols.scenario(name)), len(runs)
    run_each_step(monkeypatch)
    assert shown(protocols.scenario(name)) == ahead
    assert len(runs) - few > 1.5 * few


def told(body: str) -> tuple[object, ...]:
    """What a search says of a handler with this body."""
    handler = protocols.module("s1_event_sourced/right", HANDLER.replace("{}", body.strip()))
    verdict = check(protocols.scenario("s1_event_sourced/right", handler=handler.Handler), SCOPE)
    words = re.sub(r"body='\d+'", "a body", str(verdict))  # how often it ran shows in a counter
    line = getattr(verdict.error, "line", None)
    return verdict.verdict, verdict.states, verdict.schedule, words, line


@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_an_error_is_told_of_the_same_step_in_the_same_words(body, monkeypatch) -> None:
    ahead = told(body)
    run_each_step(monkeypatch)
    assert told(body) == ahead
    assert ahead[0] == "error"


def test_what_is_printed_comes_with_its_step(capsys, monkeypatch) -> None:
    body = HANDLER.replace("{}", PRINTS.strip())
    handler = protocols.module("s1_event_sourced/right", body).Handler

    def printed() -> str:
        scenario = protocols.scenario("s1_event_sourced/right", handler=handler)
        scenario.replay("+A .A .A !A +A .A .A =A")
        scenario.play("A", on_step=lambda step: print(step.action))
        return capsys.readouterr().out

    ahead = printed()
    assert ahead.endswith("+A\nbegin\n.A\nread\n.A\nappended\n=A\n")
    run_each_step(monkeypatch)
    assert printed() == ahead


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
