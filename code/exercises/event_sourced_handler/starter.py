from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class Order:
    def __init__(self):
        self.items = []

    def apply(self, event: StoredEvent):
        self.items.append(event.body.item)


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)

        added = ItemAdded(message.order_id, message.item)
        new = [StoredEvent(added, caused_by=context.message_id)]
        self.event_store.append(message.order_id, new, expected_version=stream.version)

        context.publish(added, context.new_id())
