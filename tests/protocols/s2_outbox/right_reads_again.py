"""S2, outbox in the document: commits first, then reads again to see what is to be dispatched.

The key of the entry stays, with None for "dispatched": it is the record of deduplication.
Leak policy: none
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        self.commit(message, context.message_id)
        self.dispatch(message.order_id, context.message_id)

    def commit(self, message, message_id):
        blob = self.blobs.get(message.order_id)
        document = blob.document if blob else {"items": [], "outbox": {}}
        if message_id in document["outbox"]:
            return
        document, events = add_item(document, message)
        document["outbox"][message_id] = [
            OutgoingMessage(derived_id(message_id, position), event)
            for position, event in enumerate(events)
        ]
        if blob:
            self.blobs.put(message.order_id, document, if_match=blob.etag)
        else:
            self.blobs.put(message.order_id, document, if_none_match="*")

    def dispatch(self, key, message_id):
        blob = self.blobs.get(key)
        messages = blob.document["outbox"][message_id]
        if messages is not None:
            self.dispatcher.dispatch(messages)
            blob.document["outbox"][message_id] = None
            self.blobs.put(key, blob.document, if_match=blob.etag)
