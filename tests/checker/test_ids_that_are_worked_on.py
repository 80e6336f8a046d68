"""Whatever a handler makes of a fresh id, two ids are two: right programs hold, wrong ones fail."""

import re

import protocols
import pytest
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope, check
from consistent_messaging.checks import assert_repaired
from consistent_messaging.scenario import Scenario

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


def with_ids(protocol: str, made: str) -> Scenario:
    source = protocols.path_of(protocol).read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^(from|import) ", r"import hashlib\n\1 ", source, count=1)
    assert GIVEN in source
    changed = changed.replace(GIVEN, made)
    return protocols.scenario(protocol, handler=protocols.module(protocol, changed).Handler)


@pytest.mark.parametrize("made", MADE_OF_IT.values(), ids=MADE_OF_IT)
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
