"""What may be left behind at rest: anything, nothing, or something after a fault."""

from collections.abc import Mapping
from typing import Any

import protocols
import pytest
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.stores import StoredDocument
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ANSWER,
    Fault,
    Scope,
    check,
)
from consistent_messaging.checker.leaks import Kept, Policy, growth, kept, leak


def left(protocol: str, policy: Policy, *faults: Fault, names: str = "A") -> str | None:
    scope = Scope(tuple(names), faults, 2, leftovers=policy)
    return check(protocols.scenario(protocol), scope).anomaly


@pytest.mark.parametrize(
    ("policy", "anomaly"),
    [("any", None), ("none", "leak"), ("none in documents", None), ("none without faults", None)],
)
def test_a_crash_leaves_a_record_of_its_own_behind(policy: Policy, anomaly: str | None) -> None:
    assert left("s5_outbox_document/right", policy, CRASH) == anomaly


@pytest.mark.parametrize(
    ("policy", "anomaly"),
    [("any", None), ("none", "leak"), ("none in documents", "leak"), ("none without faults", None)],
)
def test_a_zombie_leaves_an_entry_in_the_document_behind(
    policy: Policy, anomaly: str | None
) -> None:
    faults = (LEASE_EXPIRED, LOST_ANSWER)
    assert left("s3_inbox/right_cleans_what_it_loaded", policy, *faults) == anomaly


@pytest.mark.parametrize("policy", ["none", "none in documents", "none without faults"])
def test_without_a_fault_nothing_may_be_left_anywhere(policy: Policy) -> None:
    protocol = "s5_outbox_document/wrong_leaves_the_record_of_a_conflict"
    assert left(protocol, policy, names="AB") == "leak"


@pytest.mark.parametrize("protocol", protocols.names("right"))
def test_a_message_that_merely_comes_again_leaves_nothing_behind(protocol: str) -> None:
    assert left(protocol, "none", DUPLICATE) is None


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(thaw(records["blobs"]["order-7"][0])["order"]["items"])


def kept_of(
    outbox: Any, names: str = "AB", items: tuple[str, ...] = ("apple",), **more: Any
) -> Kept:
    document = {"order": {"items": list(items)}, "outbox": outbox, **more}
    stores = {"blobs": {"order-7": StoredDocument(freeze(document), "v1")}, "outbox_store": {}}
    return kept(stores, items_in, tuple(names))


def message(found: Kept, usual: Kept, names: str = "AB") -> str | None:
    wrong = leak(found, usual, tuple(names))
    return wrong.message if wrong else None


def test_an_entry_that_is_left_is_named_with_its_place() -> None:
    assert message(kept_of({"A": [1, 2]}), kept_of({})) == (
        "the entry of A is still in the outbox of order-7. Handled one after the other, the "
        "messages leave none there"
    )
    assert message(kept_of({"A": None}, "A"), kept_of({}, "A"), "A") == (
        "the entry of A is still in the outbox of order-7. Handled once, A leaves none there"
    )


def test_a_record_that_is_left_is_named_with_its_store() -> None:
    stores = {"outbox_store": {"new-3": freeze([])}, "inbox": {"A": True}}
    usual = kept({"outbox_store": {}, "inbox": {"A": True}}, lambda records: (), ("A",))
    found = kept(stores, lambda records: (), ("A",))
    assert str(message(found, usual)).startswith("new-3 is still in the outbox store. ")


def test_what_stands_in_an_entry_may_differ_and_how_long_it_is() -> None:
    usual = kept_of({"A": {"by": None}}, note="")
    assert message(kept_of({"A": {"by": "consumer 2"}}, note="a longer note"), usual) is None


def test_the_state_is_no_bookkeeping_wherever_it_is_in_a_document() -> None:
    assert message(kept_of({}, items=("apple", "bread", "cake")), kept_of({}, items=())) is None


def test_two_entries_are_a_leak_where_one_is_usual_whichever_that_is() -> None:
    usual = kept_of({"A": None})
    usual.most(kept_of({"B": None}))
    assert message(kept_of({"B": None}), usual) is None
    assert message(kept_of({"A": None, "B": None}), usual) == (
        "in the outbox of order-7 are still 2 entries, A and B. Handled one after the other, the "
        "messages leave 1"
    )


@pytest.mark.parametrize(
    ("few", "many"),
    [(["A"], ["A", "B"]), ("A", "A,B"), ("x" * 80, "x" * 160), ({"A": 1}, {"A": [1, 2]})],
)
def test_bookkeeping_that_grows_is_seen_in_a_list_a_text_and_an_entry(few: Any, many: Any) -> None:
    grown = growth(kept_of(few), kept_of(many), (1, 2), ())
    assert grown.startswith("in the outbox of order-7 are ")
    assert growth(kept_of(many), kept_of(many), (1, 2), ()) == ""


def test_documents_beside_the_state_are_bookkeeping_as_well() -> None:
    order = StoredDocument(freeze({"order": {"items": ["apple"]}}), "v1")
    few = {"blobs": {"order-7": order, "seen/A": StoredDocument(freeze({}), "v1")}}
    many = {"blobs": {**few["blobs"], "seen/B": StoredDocument(freeze({}), "v1")}}
    before, after = (kept(records, items_in, ("A", "B")) for records in (few, many))
    assert growth(before, after, (1, 2), ()) == (
        "in the blobs are 1 record after 1 message, 2 after 2: seen/A and seen/B"
    )
    assert str(message(after, before)).startswith("seen/B is still in the blobs. ")
