"""Commits first, and then reads again to see what is to be dispatched; ids go by position."""

from consistent_messaging import OutgoingMessage, derived_id
from orders import FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        self.commit(message, context.message_id)
        self.dispatch(message.order_id, context.message_id)

    def commit(self, message, message_id):
        blob = self.blobs.get(message.order_id)
        order = blob.document if blob else {"items": [], "messages": {}}
        if message_id in order["messages"]:
            return
        events = [ItemAdded(message.order_id, message.item)]
        if not order["items"]:
            events.append(FirstItemAdded(message.order_id, message.item))
        order["items"].append(message.item)
        order["messages"][message_id] = [
            OutgoingMessage(derived_id(message_id, position), event)
            for position, event in enumerate(events)
        ]
        if blob:
            self.blobs.put(message.order_id, order, if_match=blob.etag)
        else:
            self.blobs.put(message.order_id, order, if_none_match="*")

    def dispatch(self, order_id, message_id):
        blob = self.blobs.get(order_id)
        messages = blob.document["messages"][message_id]
        if messages is not None:
            self.dispatcher.dispatch(messages)
            blob.document["messages"][message_id] = None
            self.blobs.put(order_id, blob.document, if_match=blob.etag)
