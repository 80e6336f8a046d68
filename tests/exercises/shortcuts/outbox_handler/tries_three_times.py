"""Tries three times, then gives up.

test_two_items_with_up_to_two_faults_in_every_sequence: Lost: A was acked and left no trace:
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message: AddItem, context: MessageContext):
        for _ in range(3):
            try:
                self.add(message, context)
                return
            except Exception:
                continue

    def add(self, message: AddItem, context: MessageContext):
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


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
