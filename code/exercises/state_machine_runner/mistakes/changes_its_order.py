"""Appends to the order that it was given.

test_add_item_changes_nothing_that_it_was_given:
    add_item was given an order with apple, and that very order is {items: [apple, bread]} now.
    Return a new one, and leave the old one as it was.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem):
    items = order.setdefault("items", [])
    items.append(message.item)
    added = ItemAdded(message.order_id, message.item)
    if len(items) > 1:
        return order, [added]
    return order, [FirstItemAdded(message.order_id, message.item), added]


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.runner = StateMachineRunner(blobs, dispatcher)

    def handle(self, message: AddItem, context: MessageContext):
        self.runner.process(message, context, add_item)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
