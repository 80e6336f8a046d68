"""Why a history ends badly: the line of the learner's own decision, and steps that are what is said
of them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import BlobStore, Inbox, MessagingError, OutgoingMessage, derived_id
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, STALE_READ, Fault, Scope
from consistent_messaging.checks import InconsistentError, assert_holds
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.scenario import Lesson, Scenario

OWN = Path(__file__)
SOURCE = OWN.read_text(encoding="utf-8")
LINES = SOURCE.splitlines()


class Runner:
    """Adds what comes, and says so; its helpers are where the stores are called."""

    def __init__(self, blobs, inbox, dispatcher):
        self.blobs, self.inbox, self.dispatcher = blobs, inbox, dispatcher

    def process(self, message, context):
        items, etag = self.load()
        self.save([*items, message], etag)
        self.tell(message, context)

    def load(self):
        blob = self.blobs.get("order-7")
        return (blob.document["items"], blob.etag) if blob else ([], None)

    def save(self, items, etag):
        return self.blobs.put("order-7", {"items": items}, if_match=etag)

    def tell(self, message, context):
        event_id = derived_id(context.message_id, "added")
        self.dispatcher.dispatch([OutgoingMessage(event_id, f"{message} added")])


class Handler:
    """Only hands a message on: what is decided is decided by the runner."""

    runner: type[Runner] = Runner

    def __init__(self, *stores):
        self.stores = stores

    def handle(self, message, context):
        self.runner(*self.stores).process(message, context)


class AsksFirst(Runner):
    """Asks the inbox, and only then reads the order: what is open there, and what is in it."""

    def process(self, message, context):
        if self.inbox.contains(context.message_id):
            return
        blob = self.blobs.get("order-7")
        order, etag = (blob.document, blob.etag) if blob else ({"items": [], "open": []}, None)
        if context.message_id not in order["open"]:
            order = {"items": [*order["items"], message], "open": [context.message_id]}
            etag = self.put(order, etag)
        self.tell(message, context)
        self.inbox.add(context.message_id)
        self.put({**order, "open": []}, etag)

    def put(self, order, etag):
        if etag is None:
            return self.blobs.put("order-7", order, if_none_match="*")
        return self.blobs.put("order-7", order, if_match=etag)


class TellsFirst(Runner):
    """Says so before it is so."""

    def process(self, message, context):
        items, etag = self.load()
        self.tell(message, context)
        self.save([*items, message], etag)


class TellsIfNew(Runner):
    """Takes what is stored for what was said."""

    def process(self, message, context):
        items, etag = self.load()
        if message not in items:
            self.save([*items, message], etag)
            self.tell(message, context)


@dataclass(frozen=True)
class FirstAdded:
    """The order was empty before this item."""

    item: str


class DecidesAgain(Runner):
    """Works out what to say from the order as it is by then, and says it item by item."""

    def process(self, message, context):
        items, etag = self.load()
        if message not in items:
            items = [*items, message]
            self.save(items, etag)
        for event in self.events_after(items, message):
            event_id = derived_id(context.message_id, str(event))
            self.dispatcher.dispatch([OutgoingMessage(event_id, event)])

    def events_after(self, items, message):
        if len(items) > 1:
            return [f"{message} added"]
        return [FirstAdded(message), f"{message} added"]


class SaysNothingOfTheFirst(DecidesAgain):
    """Has no word for a first item."""

    def events_after(self, items, message):
        return [f"{message} added"]


class Overwrites(Runner):
    """Puts without a condition."""

    def save(self, items, etag):
        return self.blobs.put("order-7", {"items": items})


class OverwritesAndCatches(Overwrites):
    """Does so with an eye on refusals, of which there are none."""

    def save(self, items, etag):
        try:
            return self.blobs.put("order-7", {"items": list(items)})
        except MessagingError:
            raise
        finally:
            items = ()


def scenario(runner: type[Runner], **world: Any) -> Scenario:
    def decide(items: tuple[str, ...], message: str) -> tuple[tuple[str, ...], list[object]]:
        first = [] if items or not issubclass(runner, DecidesAgain) else [FirstAdded(message)]
        return (*items, message), [*first, f"{message} added"]

    def items_in(records: Any) -> tuple[str, ...]:
        return tuple(
            i for document, _ in records["blobs"].values() for i in thaw(document)["items"]
        )

    return Scenario(
        type("Handler", (Handler,), {"runner": runner}),
        {"blobs": BlobStore(), "inbox": Inbox(), "dispatcher": Outlet()},
        {"A": "apple", "B": "bread"},
        Lesson("order-7", (), decide, items_in),
        **world,
    )


def found(
    runner: type[Runner],
    *faults: Fault,
    names: str = "A",
    most: int = 1,
    consumers: int = 2,
    **world: Any,
) -> tuple[InconsistentError, Any]:
    """Return what a search finds, and what is said of its history."""
    scope = Scope(tuple(names), faults, most if faults else 0, consumers)
    with pytest.raises(InconsistentError) as caught:
        assert_holds(scenario(runner, **world), scope)
    request = ReplayRequest.of(caught.value.history, scope)
    return caught.value, report_history(scenario(runner, **world), request, OWN, SOURCE)


def code_of(told: Any) -> str:
    return LINES[told["line"] - 1].strip()


def test_the_line_of_a_write_is_the_one_that_called_the_helper_and_the_helper_is_named() -> None:
    error, told = found(Runner, DUPLICATE)
    assert error.anomaly == "duplicate"
    assert code_of(told) == "self.save([*items, message], etag)"
    at = 1 + LINES.index(
        '        return self.blobs.put("order-7", {"items": items}, if_match=etag)'
    )
    assert told["sentence"] == f"A·2 applies A again here, in save (line {at})."


def test_the_line_of_a_send_is_the_one_that_called_the_helper() -> None:
    error, told = found(TellsFirst)
    assert error.anomaly == "ghost"
    assert code_of(told) == "self.tell(message, context)"
    assert "in tell (line" in told["sentence"]


def test_the_line_of_an_early_end_is_the_branch_that_passed_by_what_sends() -> None:
    error, told = found(TellsIfNew, CRASH)
    assert error.anomaly == "lost"
    assert code_of(told) == "if message not in items:"


def test_a_write_over_what_somebody_else_has_written_is_the_line_not_what_was_said_before() -> None:
    error, told = found(Overwrites, names="AB")
    assert str(error).endswith(
        "A·1 writes order-7 (step 7) over what B·1 has written since (step 5)."
    )
    assert code_of(told) == "self.save([*items, message], etag)"


def test_the_line_of_a_call_inside_a_try_is_its_own_not_that_of_the_except() -> None:
    _, told = found(OverwritesAndCatches, names="AB")
    at = 1 + LINES.index('            return self.blobs.put("order-7", {"items": list(items)})')
    assert f"in save (line {at})" in told["sentence"]


def test_what_an_attempt_that_was_gone_had_still_to_say_is_left_out_by_the_next_one() -> None:
    error, told = found(DecidesAgain, CRASH, names="AB", consumers=1)
    assert error.anomaly == "lost"
    assert told["why"] == (
        "A·1 was gone before it had sent FirstAdded A. A·2 decided again, and didn't include it."
    )
    assert code_of(told) == "if len(items) > 1:"
    assert "goes on without FirstAdded, in events_after, called from line" in told["sentence"]


def test_what_no_line_makes_is_said_to_be_made_by_none() -> None:
    source = "\n".join(line.replace("FirstAdded(", "First(") for line in LINES)
    told = report_history(
        scenario(SaysNothingOfTheFirst), ReplayRequest("+A .A .A .A =A"), OWN, source
    )
    assert (told["anomaly"], told["line"]) == ("lost", None)
    assert told["why"] == "No line of the code makes FirstAdded A."


def steps_named(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\(step (\d+)\)", text)]


@pytest.mark.parametrize(
    ("runner", "faults", "most"),
    [
        (Runner, (DUPLICATE,), 1),
        (AsksFirst, (LEASE_EXPIRED,), 1),
        (AsksFirst, (DUPLICATE, STALE_READ), 2),
        (Overwrites, (DUPLICATE,), 1),
    ],
)
def test_a_step_that_is_called_a_read_is_a_read_and_one_that_is_called_a_write_a_write(
    runner: type[Runner], faults: tuple[Fault, ...], most: int
) -> None:
    error, _ = found(runner, *faults, most=most, consistency={"inbox": "stale"})
    read, *_, wrote = steps_named(str(error))
    assert error.history.steps[read - 1].read
    assert error.history.steps[wrote - 1].wrote


def test_an_answer_that_was_out_of_date_when_it_was_used_is_told_with_what_made_it_so() -> None:
    error, _ = found(AsksFirst, LEASE_EXPIRED)
    assert re.search(
        r"A·1 asks the inbox for A \(step \d+\) before A·2 marks A in the inbox \(step \d+\), "
        r"and applies A again \(step \d+\)\.$",
        str(error),
    )


def test_an_old_answer_is_told_as_one() -> None:
    stale = {"inbox": "stale"}
    error, _ = found(AsksFirst, DUPLICATE, STALE_READ, most=2, consumers=1, consistency=stale)
    assert "A·2 asks the inbox for A (step" in str(error)
    assert "gets an outdated answer" in str(error)
