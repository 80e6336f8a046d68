"""Extracts both parts, and leaves the handler as it was.

test_the_handler_puts_the_two_together:
    AddItemHandler handled a message without StateMachineRunner. Let it call process.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message: AddItem, context: MessageContext):
        order, etag = self.load(message.order_id)

        if context.message_id not in order["outbox"]:
            order["items"].append(message.item)
            events = events_after(order, message)
            order["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, order, etag)

        if order["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(order["outbox"][context.message_id])
            order["outbox"][context.message_id] = None
            self.save(message.order_id, order, etag)

    def load(self, order_id):
        blob = self.blobs.get(order_id)
        if blob is None:
            return {"items": [], "outbox": {}}, None
        return blob.document, blob.etag

    def save(self, order_id, order, etag):
        if etag is None:
            return self.blobs.put(order_id, order, if_none_match="*")
        return self.blobs.put(order_id, order, if_match=etag)


def events_after(order, message: AddItem):
    added = ItemAdded(message.order_id, message.item)
    if len(order["items"]) > 1:
        return [added]
    return [FirstItemAdded(message.order_id, message.item), added]


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
