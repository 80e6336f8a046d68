"""S0: writes over whatever somebody else has written since.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages
History: A and B read the empty order, A stores and sends, B writes its own item over that of A.
"""

from consistent_messaging import derived_id
from messages import FirstItemAdded, ItemAdded, add_item


class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        order = self.load(message.order_id)
        if context.message_id not in order["processed"]:
            order, _ = add_item(order, message)
            order["processed"].append(context.message_id)
            self.blobs.put(message.order_id, order)
        for event in announcements(order, message):
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def load(self, key):
        blob = self.blobs.get(key)
        return blob.document if blob else {"items": [], "processed": []}


def announcements(order, message):
    added = ItemAdded(message.order_id, message.item)
    first = FirstItemAdded(message.order_id, message.item)
    return [first, added] if len(order["items"]) == 1 else [added]
