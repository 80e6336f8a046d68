"""The same behaviour in two parts: one knows orders, the other knows how messages are handled."""

import inspect

import handler
from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, checker
from consistent_messaging.chaos import (
    CRASH_AFTER_A_WRITE,
    DELAYED_FAILURE_WHEN_ACKING,
    LEASE_EXPIRES,
    LOST_ACK,
    LOST_ANSWER_TO_A_WRITE,
    LOST_REQUEST_OF_A_WRITE,
    REJECTED_WRITE,
)
from consistent_messaging.checks import NotYetError, Scope, assert_consistent, assert_holds
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.text.format import document, short, shown
from orders import AddItem, FirstItemAdded, ItemAdded
from parcels import assert_holds_no_items, parcels_run_by
from same_behaviour import assert_same_steps
from scenario import ORDER, scenario

MONKEYS = (
    CRASH_AFTER_A_WRITE,
    DELAYED_FAILURE_WHEN_ACKING,
    LEASE_EXPIRES,
    LOST_ACK,
    LOST_ANSWER_TO_A_WRITE,
    LOST_REQUEST_OF_A_WRITE,
    REJECTED_WRITE,
)
FAULTS = (
    checker.CRASH,
    checker.LOST_ANSWER,
    checker.LOST_REQUEST,
    checker.REJECTED,
    checker.DELAYED_ACK,
    checker.LOST_ACK,
    checker.DUPLICATE,
    checker.LEASE_EXPIRED,
)
APPLE, BREAD = AddItem(ORDER, "apple"), AddItem(ORDER, "bread")


NEEDED = {
    "add_item": "a function of an order and a message that returns the next order and a list of "
    "events",
    "StateMachineRunner": "a class made with blobs and dispatcher, with a method process(message, "
    "context, transition)",
}


def test_add_item_needs_an_order_and_a_message():
    first, added = FirstItemAdded(ORDER, "apple"), ItemAdded(ORDER, "apple")
    assert_decides([], APPLE, [first, added])
    assert_decides(["apple"], BREAD, [ItemAdded(ORDER, "bread")])


def test_add_item_changes_nothing_that_it_was_given():
    order = {"items": ["apple"]}
    decided(order, BREAD)
    if order != {"items": ["apple"]}:
        raise NotYetError(
            "add_item was given an order with apple, and that very order is "
            f"{document(order)} now. Return a new one, and leave the old one as it was."
        )


def test_the_handler_puts_the_two_together(monkeypatch):
    asked, blobs, outlet = [], BlobStore(), Outlet()

    def process(self, *given, **named):
        asked.append(self)

    monkeypatch.setattr(runner(), "process", process)
    handler.AddItemHandler(blobs, Dispatcher(outlet)).handle(APPLE, MessageContext("A"))
    if not asked:
        raise NotYetError(
            "AddItemHandler handled a message without StateMachineRunner. Let it call process."
        )
    if blobs.records or outlet.records:
        raise NotYetError("AddItemHandler still writes or sends. Leave that to the runner.")


def test_the_writes_and_sends_are_the_same_as_before():
    for names in ("A", "ACAC", "AFBF", "ABDEA"):
        assert_same_steps(scenario, *names)
    for monkey in MONKEYS:
        assert_same_steps(scenario, "A", "B", monkey=monkey)


def test_the_runner_knows_no_orders():
    history = parcels().play("A", "C", "B", "A", "C")
    assert_consistent(parcels(), history)
    assert_holds_no_items(history)
    assert_consistent(parcels(), parcels().play("A", "B", monkey=CRASH_AFTER_A_WRITE))


def test_parcels_with_one_fault_in_every_sequence():
    assert_holds(parcels(), Scope(("A", "B"), FAULTS, most_faults=1, leftovers="none"))


def test_a_parcel_that_is_only_weighed():
    assert_holds(
        parcels(), Scope(("A", "C"), (checker.CRASH, checker.DUPLICATE), most_faults=2, consumers=1)
    )


def test_items_with_up_to_two_faults_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), FAULTS, most_faults=2, leftovers="none"))


def part(name):
    if not hasattr(handler, name):
        raise NotYetError(f"handler.py has no {name} yet: {NEEDED[name]}.")
    return getattr(handler, name)


def runner():
    if not hasattr(part("StateMachineRunner"), "process"):
        raise NotYetError("StateMachineRunner has no process(message, context, transition) yet.")
    return part("StateMachineRunner")


def parcels():
    """Return the scenario with parcels, if the runner can run it at all."""
    scenario = parcels_run_by(runner())
    try:
        scenario.play("A", "B")
    except (AssertionError, AttributeError, LookupError, TypeError) as error:
        raise NotYetError(
            "StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no "
            f"orders, and raised {type(error).__name__}: {error}.".replace(": .", ".")
        ) from error
    return scenario


def decided(order, message):
    """Return what `add_item` returns, which is given only an order and a message."""
    add_item = part("add_item")
    wanted = list(inspect.signature(add_item).parameters)
    if len(wanted) != 2 or {*scenario.stores, "context"} & {*wanted}:
        raise NotYetError(
            f"add_item asks for {', '.join(wanted)}. It gets an order and a "
            "message: a decision needs no store, no dispatcher and no context."
        )
    try:
        return add_item(order, message)
    except Exception as error:
        call = f"add_item({document(order)}, {short(message)})"
        raise NotYetError(f"{call} raised {type(error).__name__}: {error}.") from error


def told(returned):
    parts = returned if isinstance(returned, tuple) else (returned,)
    return " and ".join(map(document, parts))


def assert_decides(items, message, events):
    after, call = (
        [*items, message.item],
        f"add_item({document({'items': items})}, {short(message)})",
    )
    match decided({"items": items}, message):
        case ({"items": [*found]}, [*decisions]):
            pass
        case other:
            raise NotYetError(
                f"{call} returned {told(other)}. It returns two things: the next order, which is "
                "a dict with items, and a list of events."
            )
    if found != after:
        raise NotYetError(
            f"{call} returned an order that holds {shown(found)}, not {shown(after)}."
        )
    if any(isinstance(decision, OutgoingMessage) for decision in decisions):
        raise NotYetError(f"{call} gave its events ids. Return the events: ids are messaging.")
    if sorted(map(short, decisions)) != sorted(map(short, events)):
        raise NotYetError(f"{call} decided {document(decisions)}, not {document(events)}.")
