"""S2: no put is conditional.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages
History: A and B load the empty document, A commits and sends, B writes its own item over that of A.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        document = self.load(message.order_id)
        if context.message_id not in document["outbox"]:
            document, events = add_item(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            self.blobs.put(message.order_id, document)
        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            self.blobs.put(message.order_id, document)

    def load(self, key):
        blob = self.blobs.get(key)
        return blob.document if blob else {"items": [], "outbox": {}}
