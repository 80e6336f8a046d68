"""The shop that these tests are about: an order, and handlers that keep it well or badly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging import EventStore, MessageContext, StoredEvent, Stream, derived_id
from consistent_messaging.api.spec import Lesson
from consistent_messaging.scenario import Scenario

ORDER = "order-7"


@dataclass(frozen=True)
class AddItem:
    """A command."""

    item: str


@dataclass(frozen=True)
class ItemAdded:
    """An event."""

    item: str


class Careful:
    """Handles a message once and publishes exact copies ever after."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        added = ItemAdded(message.item)
        if context.message_id not in {event.caused_by for event in stream.events}:
            new = [StoredEvent(added, context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))


class Careless:
    """Appends at every delivery, and publishes under a new id each time."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        added = ItemAdded(message.item)
        new = [StoredEvent(added, context.message_id)]
        self.event_store.append(ORDER, new, expected_version=stream.version)
        context.publish(added, context.new_id())


def add_item(items: tuple[str, ...], message: AddItem) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [ItemAdded(message.item)]


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    stream: Stream = records["event_store"].get(ORDER, Stream())
    return tuple(event.body.item for event in stream.events if isinstance(event.body, ItemAdded))


def shop(handler: Any = Careful) -> Scenario:
    return Scenario(
        handler=handler,
        stores={"event_store": EventStore()},
        messages={"A": AddItem("apple"), "B": AddItem("bread"), "C": AddItem("apple")},
        lesson=Lesson(subject=ORDER, initial=(), decide=add_item, state_in=items_in),
        run=("A", "B", "A"),
    )
