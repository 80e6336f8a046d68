"""Whoever comes dispatches everything that still waits, and not only what is its own."""

from consistent_messaging import OutgoingMessage, derived_id
from orders import FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        blob = self.blobs.get(message.order_id)
        order = blob.document if blob else {"items": [], "outbox": {}}
        etag = blob.etag if blob else None
        if context.message_id not in order["outbox"]:
            order["outbox"][context.message_id] = messages_of(order, message, context.message_id)
            order["items"].append(message.item)
            etag = self.put(message.order_id, order, etag)
        self.dispatch(message.order_id, order, etag)

    def dispatch(self, order_id, order, etag):
        waiting = [messages for messages in order["outbox"].values() if messages]
        for messages in waiting:
            self.dispatcher.dispatch(messages)
        if waiting:
            self.put(order_id, {**order, "outbox": dict.fromkeys(order["outbox"])}, etag)

    def put(self, order_id, order, etag):
        if etag is None:
            return self.blobs.put(order_id, order, if_none_match="*")
        return self.blobs.put(order_id, order, if_match=etag)


def messages_of(order, message, message_id):
    kinds = [ItemAdded] if order["items"] else [FirstItemAdded, ItemAdded]
    return [
        OutgoingMessage(derived_id(message_id, kind.__name__), kind(message.order_id, message.item))
        for kind in kinds
    ]
