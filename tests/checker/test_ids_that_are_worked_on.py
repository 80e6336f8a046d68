"""Whatever a handler makes of a fresh id, two ids are two: right programs hold, wrong ones fail."""

import re
from dataclasses import replace

import protocols
import pytest
from consistent_messaging import BlobStore
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope, check
from consistent_messaging.checks import assert_repaired
from consistent_messaging.model.attempt_runs import AttemptRuns
from consistent_messaging.scenario import Scenario
from reference_model.compare import reference_verdict

GIVEN = "context.new_id()"
MADE_OF_IT = {
    "hashed": "hashlib.sha256(context.new_id().encode()).hexdigest()",
    "hashed and cut": "hashlib.sha1(context.new_id().encode()).hexdigest()[:10]",
    "upper case": "context.new_id().upper()",
    "without dashes": 'context.new_id().replace("-", "")',
    "cut": "context.new_id()[:8]",
    "cut short": "context.new_id()[:4]",
    "reversed": "context.new_id()[::-1]",
    "joined": '"/".join(["claim", context.new_id()])',
    "joined by letter": '"_".join(context.new_id())',
    "as bytes in hex": "context.new_id().encode().hex()",
    "the larger of two": "max(context.new_id(), context.new_id())",
    "sorted": '"+".join(sorted([context.new_id(), context.new_id()]))',
}
FIRST = ("hashed", "cut short", "sorted")  # nothing, little, all is left of it
TELLING = [
    pytest.param(made, id=name, marks=[] if name in FIRST else [pytest.mark.slow])
    for name, made in MADE_OF_IT.items()
]


def with_ids(protocol: str, made: str) -> Scenario:
    source = protocols.path_of(protocol).read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^(from|import) ", r"import hashlib\n\1 ", source, count=1)
    assert GIVEN in source
    changed = changed.replace(GIVEN, made)
    return protocols.scenario(protocol, handler=protocols.module(protocol, changed).Handler)


@pytest.mark.parametrize("made", TELLING)
@pytest.mark.parametrize("protocol", ["s4_claims/right", "s5_outbox_document/right"])
def test_a_right_runner_holds_whatever_it_makes_of_its_ids(protocol, made) -> None:
    scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=2)
    assert check(with_ids(protocol, made), scope).verdict == "pass"


@pytest.mark.parametrize("made", MADE_OF_IT.values(), ids=MADE_OF_IT)
def test_a_wrong_handler_is_found_whatever_it_makes_of_its_ids(made) -> None:
    scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
    found = check(with_ids("s1_event_sourced/wrong_fresh_ids", made), scope)
    plain = check(protocols.scenario("s1_event_sourced/wrong_fresh_ids"), scope)
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)


def test_a_history_is_replayed_as_it_was_found() -> None:
    schedule = with_ids("s4_claims/right", MADE_OF_IT["hashed"]).play("A", "A").schedule
    repaired = with_ids("s4_claims/right", MADE_OF_IT["hashed"])
    scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=1)
    assert assert_repaired(repaired, schedule, scope).verdict == "pass"


COMPARED = [
    ("s1_event_sourced/wrong_fresh_ids", Scope(("A", "B"), (CRASH, LOST_ANSWER), most_faults=1)),
    ("s4_claims/right", Scope(("A",), (CRASH, DUPLICATE), most_faults=1)),
    ("s4_claims/wrong_fresh_claim_id_in_each_attempt", Scope(("A",), (CRASH,), most_faults=1)),
    ("s5_outbox_document/right", Scope(("A",), (CRASH, LOST_ANSWER), most_faults=2)),
    ("s5_outbox_document/wrong_repeats_only_the_write", Scope(("A", "B"))),
]


@pytest.mark.parametrize("made", TELLING)
@pytest.mark.parametrize(("protocol", "scope"), COMPARED, ids=[name for name, _ in COMPARED])
def test_a_search_that_never_gives_an_id_twice_finds_the_same(protocol, scope, made) -> None:
    scenario = with_ids(protocol, made)
    found, plain = check(scenario, scope), reference_verdict(scenario, scope)
    assert found.verdict == plain.verdict
    assert (found.anomaly, found.faults, found.steps) == (plain.anomaly, plain.faults, plain.steps)


def test_a_search_that_gives_ids_twice_would_differ(monkeypatch) -> None:
    monkeypatch.setattr(AttemptRuns, "_under_other_names", lambda *given: None)
    scenario = with_ids("s4_claims/right", MADE_OF_IT["hashed"])
    scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=1)
    assert check(scenario, scope).verdict == "fail"
    assert reference_verdict(scenario, scope).verdict == "pass"


MADE_OF_AN_ETAG = {
    "as it is": "etag",
    "hashed": "hashlib.sha256(etag.encode()).hexdigest()",
    "upper case": 'etag.upper() + "!"',
    "cut": "etag[:4]",
}
# It notes over which version it will write: as long as that is there, it has not written.
REMEMBERS_AN_ETAG = """
import hashlib

class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        plan, order = self.blobs.get("plan"), self.blobs.get(message.order_id)
        document, etag = order.document, order.etag
        if plan is None:
            self.blobs.put("plan", {"before": MADE})
        if plan is None or plan.document["before"] == MADE:
            document["items"].append(message.item)
            etag = self.blobs.put(message.order_id, document, if_match=etag)
        if not document["done"]:
            document["done"] = True
            self.blobs.put(message.order_id, document, if_match=etag)
        context.publish(ItemAdded(message.order_id, message.item), "added")
"""


def remembers(made: str) -> Scenario:
    source = REMEMBERS_AN_ETAG.replace("MADE", made)
    handler = protocols.module("s2_outbox/right", source).Handler
    handler.handle.__globals__["ItemAdded"] = protocols.shop.ItemAdded
    given = protocols.scenario("s2_outbox/right", handler=handler)
    added = protocols.shop.AddItem(protocols.ORDER, "apple")

    def decide(items, message):
        return (*items, message.item), [protocols.shop.ItemAdded(message.order_id, message.item)]

    lesson = replace(given.lesson, decide=decide)
    blobs = BlobStore()
    blobs.put(protocols.ORDER, {"items": [], "done": False})
    return replace(given, stores={"blobs": blobs}, messages={"A": added}, lesson=lesson)


@pytest.mark.parametrize("made", MADE_OF_AN_ETAG.values(), ids=MADE_OF_AN_ETAG)
def test_an_etag_that_a_handler_remembers_is_never_that_of_another_version(made) -> None:
    scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=2, consumers=1)
    scenario = remembers(made)
    assert check(scenario, scope).verdict == "pass"
    assert reference_verdict(scenario, scope, etags_once_only=True).verdict == "pass"


def test_the_search_that_gives_etags_again_shows_what_is_at_stake() -> None:
    scope = Scope(("A",), (CRASH,), most_faults=2, consumers=1)
    assert reference_verdict(remembers(MADE_OF_AN_ETAG["hashed"]), scope).verdict == "fail"
