"""S2: the document has one list of outgoing messages, which the next message replaces.

Anomaly: lost
Needs: 1 fault: lost answer or crash, 2 messages
History: A commits and its attempt ends, B commits and puts its messages in the place of those of A,
    which are never sent.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class Handler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        document, etag = self.load(message.order_id)
        if context.message_id not in document["processed"]:
            document, events = add_item(document, message)
            document["processed"].append(context.message_id)
            document["outbox"] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)
        if document["outbox"]:
            self.dispatcher.dispatch(document["outbox"])
            self.save(message.order_id, {**document, "outbox": []}, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        empty = {"items": [], "processed": [], "outbox": []}
        return (blob.document, blob.etag) if blob else (empty, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]
