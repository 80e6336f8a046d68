"""S2, outbox in the document: whoever comes dispatches everything that still waits.

The key of each entry stays, with None for "dispatched": it is the record of deduplication.
Leak policy: none
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item

EMPTY = {"items": [], "outbox": {}}


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        blob = self.blobs.get(message.order_id)
        order, etag = (blob.document, blob.etag) if blob else (EMPTY, None)
        if context.message_id not in order["outbox"]:
            order = self.transition(order, message, context.message_id)
            etag = self.save(message.order_id, order, etag)
        self.dispatch(message.order_id, order, etag)

    def transition(self, order, message, message_id):
        order, events = add_item(order, message)
        ids = [derived_id(message_id, type(event).__name__) for event in events]
        messages = [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]
        return {**order, "outbox": {**order["outbox"], message_id: messages}}

    def dispatch(self, key, order, etag):
        waiting = [messages for messages in order["outbox"].values() if messages]
        for messages in waiting:
            self.dispatcher.dispatch(messages)
        if waiting:
            self.save(key, {**order, "outbox": dict.fromkeys(order["outbox"])}, etag)

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)
