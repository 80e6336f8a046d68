"""S0: the order is stored first, and then the id of the message.

Anomaly: duplicate
Needs: no fault, 2 consumers, 2 messages (or 1 message and a crash)
History: A stores its item, B writes in between, the second write of A meets a conflict, and A comes
    again and adds its item again.
"""

from consistent_messaging import derived_id
from messages import FirstItemAdded, ItemAdded, add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        order, etag = self.load(message.order_id)
        if context.message_id not in order["processed"]:
            order, _ = add_item(order, message)
            etag = self.save(message.order_id, order, etag)
            order["processed"].append(context.message_id)
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
