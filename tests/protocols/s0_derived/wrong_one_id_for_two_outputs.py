"""S0: all events of one message get the id of that message.

Anomaly: contradictory
Needs: no fault, 1 message
History: FirstItemAdded and ItemAdded are sent under the one id A.
"""

from messages import FirstItemAdded, ItemAdded, add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        order, etag = self.load(message.order_id)
        if context.message_id not in order["processed"]:
            order, _ = add_item(order, message)
            order["processed"].append(context.message_id)
            self.save(message.order_id, order, etag)
        for event in announcements(order, message):
            context.publish(event, context.message_id)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "processed": []}, None)

    def save(self, key, order, etag):
        return self.blobs.put(key, order, if_match=etag, if_none_match=None if etag else "*")


def announcements(order, message):
    added = ItemAdded(message.order_id, message.item)
    first = FirstItemAdded(message.order_id, message.item)
    return [first, added] if len(order["items"]) == 1 else [added]
