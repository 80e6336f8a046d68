"""S0: tells the world first, and stores afterwards.

Anomaly: ghost
Needs: no fault, 1 message
History: A is read and FirstItemAdded is sent; at that moment the order is still empty.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        blob = self.blobs.get(message.order_id)
        order = blob.document if blob else {"items": [], "processed": []}
        if context.message_id in order["processed"]:
            return
        order, events = add_item(order, message)
        self.dispatcher.dispatch([outgoing(context.message_id, event) for event in events])
        order["processed"].append(context.message_id)
        self.save(message.order_id, order, blob)

    def save(self, key, order, blob):
        if blob is None:
            self.blobs.put(key, order, if_none_match="*")
        else:
            self.blobs.put(key, order, if_match=blob.etag)


def outgoing(message_id, event):
    return OutgoingMessage(derived_id(message_id, type(event).__name__), event)
