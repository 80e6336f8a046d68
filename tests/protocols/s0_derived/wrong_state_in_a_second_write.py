"""S0: the id of the message is stored first, and then the order.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages (or 1 message and a crash)
History: A stores its id, B writes in between, the second write of A meets a conflict; when A comes
    again it sends ItemAdded about an item that is in no order.
"""

from consistent_messaging import derived_id
from messages import FirstItemAdded, ItemAdded, add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        order, etag = self.load(message.order_id)
        if context.message_id not in order["processed"]:
            order["processed"].append(context.message_id)
            etag = self.save(message.order_id, order, etag)
            order, _ = add_item(order, message)
            self.save(message.order_id, order, etag)
        for event in announcements(order, message):
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "processed": []}, None)

    def save(self, key, order, etag):
        return self.blobs.put(key, order, if_match=etag, if_none_match=None if etag else "*")


def announcements(order, message):
    added = ItemAdded(message.order_id, message.item)
    first = FirstItemAdded(message.order_id, message.item)
    return [first, added] if len(order["items"]) == 1 else [added]
