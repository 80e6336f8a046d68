"""S2, outbox in the document: notes when it was written last, and asks for nothing by that.

Leak policy: none without faults
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
        self.context = context
        document, etag = self.load(message.order_id)
        if context.message_id not in document["outbox"]:
            document, events = add_item(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)
        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        document["at"] = self.context.now()
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
