"""Lets FirstItemAdded put its item into the order as well, beside ItemAdded.

test_the_order_is_rebuilt_with_the_items_that_were_added:
    Order.from_events puts apple, apple, apple, bread into order-7, and the ItemAdded events of its
    stream say apple, apple, bread. No other event adds an item.
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


class Order:
    def __init__(self):
        self.items = []
        self.processed = set()

    @classmethod
    def from_events(cls, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
            order.apply(event)
        return order

    def apply(self, event: StoredEvent):
        self.items.append(event.body.item)
        self.processed.add(event.caused_by)

    def add_item(self, message: AddItem):
        events = [ItemAdded(message.order_id, message.item)]
        if not self.items:
            events.insert(0, FirstItemAdded(message.order_id, message.item))
        return events


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order.from_events(stream.events)
        events = order.add_item(message)

        if context.message_id not in order.processed:
            new = [StoredEvent(event, caused_by=context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))


# Your answers, once the code is written and you have seen the monkey strike.

# A history in which an event is lost: the last line that Run prints.
HISTORY = "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A"

# The event that nobody ever hears of, such as ItemAdded("order-7", "bread").
LOST = FirstItemAdded("order-7", "apple")

# The number of the step after which nothing can save it any more.
LOST_FROM_STEP = 4
