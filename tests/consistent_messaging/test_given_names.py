"""Fresh ids and etags count up as they are given, whatever a search calls them."""

import re
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import BlobStore, OutgoingMessage
from consistent_messaging.checker import CRASH, LOST_ACK, Fault, Scope
from consistent_messaging.checks import InconsistentError, assert_holds
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.explain.timeline import explain
from consistent_messaging.scenario import Lesson, Scenario

OWN = Path(__file__)
NAMES = re.compile(r"new-\d+")


class Signs:
    """Puts a fresh id into the order at every attempt, and sends under another one."""

    def __init__(self, blobs: BlobStore, dispatcher: Any) -> None:
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message: str, context: Any) -> None:
        self.blobs.get("order-7")
        self.blobs.put("order-7", {"items": [message], "by": context.new_id()})
        self.dispatcher.dispatch([OutgoingMessage(context.new_id(), f"{message} added")])


def signs() -> Scenario:
    def state_in(records: Any) -> bool:
        return bool(records["blobs"])

    lesson = Lesson("order-7", False, lambda state, message: (True, [f"{message} added"]), state_in)
    stores = {"blobs": BlobStore(), "dispatcher": Outlet()}
    return Scenario(Signs, stores, {"A": "apple", "B": "bread"}, lesson)


def first_mentions(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(name for text in texts for name in NAMES.findall(text)))


B_FIRST = "+B .B .B .B =B +A .A .A .A =A"


def test_ids_count_up_in_the_steps_whoever_asks_for_them_first() -> None:
    history = signs().replay(B_FIRST)
    assert first_mentions([step.sentence for step in history.steps]) == ["new-1", "new-3"]
    assert [sent.message.message_id for sent in history.sent] == ["new-2", "new-4"]
    assert history.records["blobs"]["order-7"][1] == "v2"
    assert {message.message_id for message in history.heard} == {"new-2", "new-4"}


def test_a_name_that_is_given_again_in_a_search_is_another_one_in_a_history() -> None:
    crashed = signs().replay("+A .A .A !A +A .A .A !A +A .A .A .A")
    assert first_mentions([step.sentence for step in crashed.steps]) == ["new-1", "new-3", "new-5"]
    assert crashed.records["blobs"]["order-7"][1] == "v3"
    again = signs().replay(crashed.schedule)
    assert again.steps == crashed.steps


def test_what_is_explained_names_them_as_the_steps_do() -> None:
    told = report_history(signs(), ReplayRequest(B_FIRST), OWN, OWN.read_text(encoding="utf-8"))
    versions = [d["version"] for m in told["moments"] for d in m["world"] if d["version"]]
    assert list(dict.fromkeys(versions)) == ["v1", "v2"]
    by = [line for m in told["moments"] for d in m["world"] for line in d["lines"] if "by" in line]
    assert list(dict.fromkeys(by)) == ["by: 'new-1'", "by: 'new-3'"]


def test_the_changes_of_a_timeline_name_them_as_the_steps_do() -> None:
    moments = explain(signs(), B_FIRST).moments
    changes = [str(change.after) for moment in moments for change in moment.changes]
    assert first_mentions(changes) == ["new-1", "new-3"]


@pytest.mark.parametrize("fault", [LOST_ACK, CRASH])
def test_a_verdict_names_them_as_its_history_does(fault: Fault) -> None:
    with pytest.raises(InconsistentError, match="under different ids") as caught:
        assert_holds(signs(), Scope(("B", "A"), (fault,), most_faults=1))
    named = NAMES.findall(str(caught.value))
    assert named == [sent.message.message_id for sent in caught.value.history.sent]
