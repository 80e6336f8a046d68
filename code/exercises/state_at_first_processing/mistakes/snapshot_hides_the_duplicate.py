"""Starts from a snapshot, which does not tell which messages are in it.

test_the_same_message_twice:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 13) after
    A·1 has written it (step 4), and applies A again (step 14).

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 21)
    after A·1 has written it (step 4), and applies A again (step 22).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 37) after A·1 has written it (step 4), and applies A again (step 38).

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 21)
    after A·1 has written it (step 4), and applies A again (step 22).

test_two_items_quickly_under_the_monkey:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 19)
    after A·1 has written it (step 4), and applies A again (step 20).

test_a_count_again_after_an_item:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, C/ItemsCounted.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 15)
    after A·1 has written it (step 4), and applies A again (step 16).

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 15) after
    A·1 has written it (step 4), and applies A again (step 16).
"""

from dataclasses import dataclass

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, CountItems, FirstItemAdded, ItemAdded, ItemsCounted


@dataclass(frozen=True)
class NothingChanged:
    order_id: str


@dataclass(frozen=True)
class Snapshot:
    items: tuple[str, ...]
    version: int


class Order:
    def __init__(self, items=()):
        self.items = [*items]

    @classmethod
    def before(cls, message_id: str, snapshot: Snapshot, events: tuple[StoredEvent, ...]):
        order = cls(snapshot.items)
        for event in events:
            if event.caused_by == message_id:
                break
            order.apply(event)
        return order

    def apply(self, event: StoredEvent):
        if isinstance(event.body, ItemAdded):
            self.items.append(event.body.item)

    def decide(self, message: AddItem | CountItems):
        if isinstance(message, CountItems):
            return [ItemsCounted(message.order_id, len(self.items))]
        return self.add_item(message)

    def add_item(self, message: AddItem):
        added = ItemAdded(message.order_id, message.item)
        if self.items:
            return [added]
        return [FirstItemAdded(message.order_id, message.item), added]


class OrderHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem | CountItems, context: MessageContext):
        snapshot = self.snapshot(message.order_id)
        stream = self.event_store.read(message.order_id)
        later = stream.events[snapshot.version :]
        order = Order.before(context.message_id, snapshot, later)
        events = order.decide(message)
        changes = [event for event in events if not isinstance(event, ItemsCounted)]

        if context.message_id not in {event.caused_by for event in later}:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
            for event in new:
                order.apply(event)
            self.keep(message.order_id, Snapshot((*order.items,), stream.version + len(new)))

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def snapshot(self, order_id: str):
        kept = self.event_store.read(f"{order_id}/snapshots").events
        return kept[-1].body if kept else Snapshot((), 0)

    def keep(self, order_id: str, snapshot: Snapshot):
        name = f"{order_id}/snapshots"
        version = self.event_store.read(name).version
        new = [StoredEvent(snapshot, caused_by=order_id)]
        self.event_store.append(name, new, expected_version=version)
