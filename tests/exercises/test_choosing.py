"""The decision aid of the summary: each protocol is the answer to somebody's endpoint."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SUMMARY = (ROOT / "docs" / "looking-back" / "summary.md").read_text(encoding="utf-8")
CANTEEN = {
    "one_transaction": False,
    "event_store": False,
    "rules_change": True,
    "messages_per_document": 12_000,
    "state_kb": 1,
    "outgoing_kb": 1,
    "largest_document_kb": 400,
    "conditional_write": True,
    "reads_see_writes": True,
    "create_only": True,
    "late_copies_may_count": True,
    "senders_are_yours": False,
}


@pytest.fixture
def choosing(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "code" / "exercises"))
    sys.modules.pop("choosing", None)
    import choosing

    return choosing


@pytest.mark.parametrize(
    ("answers", "protocol"),
    [
        ({"one_transaction": True}, "one transaction, with an outbox table"),
        (
            {"event_store": True, "rules_change": False, "messages_per_document": 40},
            "event sourcing",
        ),
        ({"messages_per_document": 40}, "outbox in the document"),
        ({}, "inbox"),
        ({"reads_see_writes": False}, "claims"),
        ({"outgoing_kb": 400}, "outbox document, with an inbox"),
        ({"late_copies_may_count": False, "senders_are_yours": True}, "tokens"),
    ],
)
def test_what_is_known_of_an_endpoint_chooses_its_protocol(
    answers: dict[str, Any], protocol: str, choosing: Any
) -> None:
    said = choosing.choice(choosing.Endpoint(**{**CANTEEN, **answers}))
    assert f"Take: {protocol}." in said


def test_a_transaction_keeps_records_as_an_inbox_does(choosing: Any) -> None:
    answers = {"one_transaction": True, "late_copies_may_count": False, "senders_are_yours": True}
    said = choosing.choice(choosing.Endpoint(**{**CANTEEN, **answers}))
    first = said.splitlines()[:2]
    assert first == [
        "one transaction, with an outbox table",
        "    no: its records grow, or a late copy counts twice",
    ]
    assert "Take: tokens." in said


def test_a_store_without_a_conditional_write_is_told_so(choosing: Any) -> None:
    said = choosing.choice(choosing.Endpoint(**{**CANTEEN, "conditional_write": False}))
    assert "no: the store has no conditional write" in said
    assert "Nothing fits as it is." in said


def test_the_page_begins_with_the_canteen() -> None:
    answers = re.findall(r"^    (\w+)=([\w.]+),", SUMMARY, re.M)
    assert {name: str(value) for name, value in CANTEEN.items()} == {
        name: value.replace("_", "") for name, value in answers
    }


def test_it_names_the_protocols_and_the_calls_of_the_table(choosing: Any) -> None:
    rows = re.findall(r"^\| ([\w ]+) \|(?:[^|]*\|){2} (\d.*?) \|", SUMMARY, re.M)
    chosen = list(choosing.against(choosing.Endpoint(**CANTEEN)))
    assert [(name.split(",")[0], calls) for name, calls in chosen] == [
        (name.lower(), calls) for name, calls in rows
    ]
