"""S2, outbox in the document: forgets after a week which messages it has handled.

Anomaly: duplicate
Needs: 2 faults: a long pause, and a duplicate delivery or a lost ack
History: A is handled; a long time passes; A comes again, its id is too old to be kept, and the item
    is added again.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item

A_WEEK = 7 * 24 * 3600


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        document, etag = self.load(message.order_id)
        self.forget(document, context.now() - A_WEEK)
        if context.message_id not in document["outbox"]:
            document, events = add_item(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)
        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            document["seen"][context.message_id] = context.now()
            self.save(message.order_id, document, etag)

    def forget(self, document, before):
        for message_id in [each for each, at in document["seen"].items() if at < before]:
            del document["seen"][message_id]
            del document["outbox"][message_id]

    def load(self, key):
        blob = self.blobs.get(key)
        return (
            (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}, "seen": {}}, None)
        )

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
