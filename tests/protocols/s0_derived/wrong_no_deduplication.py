"""S0: every delivery is taken for a new message.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash or lost ack
History: A is stored, its attempt ends, A comes again and its item is added again.
"""

from consistent_messaging import derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        order, etag = self.load(message.order_id)
        order, events = add_item(order, message)
        self.save(message.order_id, order, etag)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": []}, None)

    def save(self, key, order, etag):
        return self.blobs.put(key, order, if_match=etag, if_none_match=None if etag else "*")
