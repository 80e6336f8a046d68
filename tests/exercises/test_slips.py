"""Slips that anybody makes, in a solution that is right otherwise: what each row then says.

A slip is no mistake about messaging, so it is none of the exercises' own. It has to be told so that
its line and its cause are found at once.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from consistent_messaging.command_line.reports import check_as_text
from consistent_messaging.exercise.error_report import problem_of
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check
from named_checks import first_checks, with_only

FEW = 4  # checks: each slip shows in one of the first
EXERCISES = Path(__file__).parents[2] / "code" / "exercises"


class Slip(NamedTuple):
    """One text in place of another in a solution; `line` is what stands in the line to be named."""

    exercise: str
    right: str
    wrong: str
    line: str
    message: str


APPEND = "self.event_store.append(message.order_id, new, expected_version=stream.version)"
SLIPS = {
    "an import is forgotten": Slip(
        "event_sourced_handler",
        "StoredEvent, derived_id",
        "StoredEvent",
        "derived_id(",
        "NameError: name 'derived_id' is not defined. "
        "Add the line: from consistent_messaging import derived_id",
    ),
    "an import is forgotten that only an except needs": Slip(
        "outbox_document_runner",
        "    MessagingError,\n",
        "",
        "except MessagingError",
        "NameError: name 'MessagingError' is not defined. "
        "Add the line: from consistent_messaging import MessagingError",
    ),
    "a message of the shop is not imported": Slip(
        "state_at_first_processing",
        "AddItem, CountItems, FirstItemAdded",
        "AddItem, CountItems",
        "FirstItemAdded(",
        "name 'FirstItemAdded' is not defined. Add the line: from orders import FirstItemAdded",
    ),
    "an argument is forgotten": Slip(
        "event_sourced_handler",
        APPEND,
        "self.event_store.append(message.order_id, new)",
        "append(",
        "TypeError: EventStore.append(stream, events, *, expected_version): "
        "missing a required keyword-only argument: 'expected_version'",
    ),
    "one event in the place of a list": Slip(
        "event_sourced_handler",
        "new, expected",
        "new[0], expected",
        "append(",
        "TypeError: append takes a list of StoredEvent, not one StoredEvent",
    ),
    "one message in the place of a list": Slip(
        "outbox_handler",
        'dispatch(order["outbox"][context.message_id])',
        'dispatch(order["outbox"][context.message_id][0])',
        "dispatch(",
        "TypeError: dispatch takes a list of OutgoingMessage, not one OutgoingMessage",
    ),
    "headers that are no dict": Slip(
        "token_runner",
        '{"token": context.new_id()}',
        "context.new_id()",
        "OutgoingMessage(message.message_id",
        "TypeError: OutgoingMessage takes a dict of headers, not 'new-1'",
    ),
    "an id that another process would not come to": Slip(
        "event_sourced_handler",
        "derived_id(context.message_id, type(event).__name__)",
        "str(hash(context.message_id))",
        "hash(",
        "hash(). It returns something different in every process. Use derived_id for an id.",
    ),
    "what was read is taken to be there": Slip(
        "outbox_document_runner",
        "if messages is not None",
        "if messages != 0",
        "dispatch(messages)",
        "TypeError: 'NoneType' object is not iterable. Before that, C·2 reads new-1 in the "
        "outbox store: not there.",
    ),
    "what a document may hold is taken to be there": Slip(
        "state_machine_runner",
        'order.get("items", [])',
        'order["items"]',
        'order["items"]',
        "KeyError: 'items'. Before that, A·1 reads order-7: not there.",
    ),
    "an attribute of the context is misspelled": Slip(
        "event_sourced_handler",
        "context.message_id",
        "context.messageid",
        "context.messageid",
        "'MessageContext' object has no attribute 'messageid'. Did you mean message_id?",
    ),
    "an attribute of what was read is misspelled": Slip(
        "outbox_handler",
        "blob.document, blob.etag",
        "blob.document, blob.tag",
        "blob.tag",
        "'Blob' object has no attribute 'tag'. Did you mean etag?",
    ),
    "an attribute of a message is like none that it has": Slip(
        "event_sourced_handler",
        "message.item",
        "message.product",
        "message.product",
        "'AddItem' object has no attribute 'product'. It has item, order_id",
    ),
    "the id is looked for in the message": Slip(
        "event_sourced_handler",
        "context.message_id",
        "message.message_id",
        "message.message_id",
        "no attribute 'message_id'. It has item, order_id. The context has it: context.message_id",
    ),
    "a stream is taken for a list": Slip(
        "event_sourced_handler",
        "from_events(stream.events)",
        "from_events(stream)",
        "in events:",
        "'Stream' object is not iterable. It has events, version",
    ),
    "a blob is taken for the document": Slip(
        "outbox_handler",
        "blob.document, blob.etag",
        "blob, blob.etag",
        'not in order["outbox"]',
        "'Blob' object is not subscriptable. It has document, etag",
    ),
    "a message is taken for a dict": Slip(
        "outbox_handler",
        "append(message.item)",
        'append(message["item"])',
        'message["item"]',
        "'AddItem' object is not subscriptable. It has item, order_id",
    ),
    "an event in the place of an outgoing message": Slip(
        "outbox_handler",
        "= outgoing(context.message_id, events)",
        "= events",
        "dispatch(",
        "TypeError: dispatch takes OutgoingMessage(message_id, body), not FirstItemAdded",
    ),
    "an operation of a store is misspelled": Slip(
        "event_sourced_handler",
        "self.event_store.read",
        "self.event_store.reed",
        "self.event_store.reed",
        "EventStore has no 'reed'; it has append, read. Did you mean read?",
    ),
    "the dispatcher is asked for what it has not": Slip(
        "outbox_handler",
        "self.dispatcher.dispatch",
        "self.dispatcher.emit",
        "self.dispatcher.emit",
        "'Dispatcher' object has no attribute 'emit'. It has dispatch",
    ),
    "memory that is filled after a call of a function": Slip(
        "event_sourced_handler",
        "events = order.add_item(message)",
        "events = Order.last = order.add_item(message)",
        "Order.last =",
        "changes Order.last, and the next attempt still sees that.",
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_line_and_its_cause(slip: Slip) -> None:
    exercise = Exercise.read(EXERCISES / slip.exercise)
    source = exercise.solution
    assert slip.right in source
    source = source.replace(slip.right, slip.wrong, 1)
    report = check(with_only(exercise, source, first_checks(exercise, FEW)), exercise.file_name)

    rows = [row for row in report.rows if row.verdict == "error"]

    assert rows
    assert slip.message in rows[0].message
    assert slip.message in check_as_text(report)
    lines = source.splitlines()
    assert [row for row in rows if not row.line or slip.line not in lines[row.line - 1]] == []


@pytest.mark.parametrize("meant", ["Did you mean: 'order'?", "Did you mean 'order'?"])
@pytest.mark.parametrize("dot", ["", "."])
def test_the_name_that_was_meant_is_told_alike_by_every_python(meant: str, dot: str) -> None:
    longer = meant.replace("'order'?", f"'{dot}order' instead of '{dot}odrer'?")  # as 3.15 says it
    for said in (meant, longer):
        problem = problem_of(NameError(f"name 'odrer' is not defined. {said}"), Path("handler.py"))
        assert problem.message == "NameError: name 'odrer' is not defined. Did you mean order?"


MISSING = {
    "from errors import ConcurrencyError": "What errors.py shows is imported by: "
    "from consistent_messaging import …",
    "from order import AddItem": "Did you mean orders?",
    "from orders import AddItm": "cannot import name 'AddItm' from 'orders'. Did you mean AddItem?",
    "from consistent_messaging import StoredEvnt": "cannot import name 'StoredEvnt' from "
    "'consistent_messaging'. Did you mean StoredEvent?",
}


@pytest.mark.parametrize("line", MISSING)
def test_an_import_of_what_is_not_there_says_where_it_is(line: str) -> None:
    exercise = Exercise.read(EXERCISES / "event_sourced_handler")
    source = f"{line}\n{exercise.solution}"
    problem = check(exercise.sources(source), exercise.file_name).problem
    assert problem is not None
    assert problem.line == 1
    assert problem.message.endswith(MISSING[line])
    assert MISSING[line] in problem.text
