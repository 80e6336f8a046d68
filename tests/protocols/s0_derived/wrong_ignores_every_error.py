"""S0: whatever goes wrong with the store, the message is acked.

Anomaly: lost
Needs: no fault, 2 consumers, 2 messages
History: A and B read the empty order, A stores, B meets a conflict and is acked: its item is in no
    order.
"""

from contextlib import suppress

from consistent_messaging import MessagingError, derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        with suppress(MessagingError):
            self.add(message, context)

    def add(self, message, context):
        order, etag = self.load(message.order_id)
        if context.message_id in order["processed"]:
            return
        order, events = add_item(order, message)
        order["processed"].append(context.message_id)
        self.save(message.order_id, order, etag)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "processed": []}, None)

    def save(self, key, order, etag):
        return self.blobs.put(key, order, if_match=etag, if_none_match=None if etag else "*")
