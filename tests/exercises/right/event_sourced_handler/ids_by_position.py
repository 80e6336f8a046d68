"""Works out the ids of the events from their position; the order keeps a list of causes."""

from consistent_messaging import StoredEvent, derived_id
from orders import ItemAdded


class Order:
    def __init__(self, events):
        self.items = [event.body.item for event in events]
        self.causes = [event.caused_by for event in events]

    def decide(self, message):
        return [ItemAdded(message.order_id, message.item)]


class AddItemHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        order = Order(stream.events)
        events = order.decide(message)
        if context.message_id not in order.causes:
            self.append(message.order_id, stream.version, events, context.message_id)
        for position, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, position))

    def append(self, order_id, version, events, message_id):
        new = [StoredEvent(event, caused_by=message_id) for event in events]
        self.event_store.append(order_id, new, expected_version=version)
