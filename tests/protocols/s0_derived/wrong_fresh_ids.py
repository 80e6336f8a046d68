"""S0: every time an event is published, it gets another id.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash or lost ack
History: FirstItemAdded is sent, the attempt ends, A comes again and FirstItemAdded is sent under
    another id.
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
            context.publish(event, context.new_id())

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "processed": []}, None)

    def save(self, key, order, etag):
        return self.blobs.put(key, order, if_match=etag, if_none_match=None if etag else "*")


def announcements(order, message):
    added = ItemAdded(message.order_id, message.item)
    first = FirstItemAdded(message.order_id, message.item)
    return [first, added] if len(order["items"]) == 1 else [added]
