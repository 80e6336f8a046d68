"""S2: the outbox holds events, which get their ids when they are dispatched.

Anomaly: duplicate
Needs: no fault, 2 consumers, 2 messages (or 1 message and a crash)
History: A commits and dispatches, B writes in between, the second put of A meets a conflict; A
    comes again and dispatches the same events under other ids.
"""

from consistent_messaging import OutgoingMessage
from messages import add_item


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        document, etag = self.load(message.order_id)
        if context.message_id not in document["outbox"]:
            document, events = add_item(document, message)
            document["outbox"][context.message_id] = events
            etag = self.save(message.order_id, document, etag)
        if document["outbox"][context.message_id] is not None:
            for event in document["outbox"][context.message_id]:
                self.dispatcher.dispatch([OutgoingMessage(context.new_id(), event)])
            document["outbox"][context.message_id] = None
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
