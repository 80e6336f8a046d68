"""S0: a message that was processed before is taken for one that was announced before.

Anomaly: lost
Needs: 1 fault: lost answer or crash
History: A is stored and its attempt ends; when A comes again, the handler returns at once and
    nothing is ever sent.
"""

from consistent_messaging import derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
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
