"""S3: the mark is a create-only write, which fails the second time.

Anomaly: stuck
Needs: no fault, 2 consumers, 2 messages (or 1 message and a crash)
History: A commits, B writes in between, A is marked and cannot remove its entry; whenever A comes
    again, it finds its entry and fails at the mark.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["outbox"]:
            if self.blobs.get(f"inbox/{message_id}"):
                self.remove_entry(key, *self.load(key), message_id)
                return
            document, events = transition(document, message)
            document["outbox"][message_id] = outgoing(message_id, events)
            etag = self.save(key, document, etag)
        self.dispatcher.dispatch(document["outbox"][message_id])
        self.blobs.put(f"inbox/{message_id}", {}, if_none_match="*")
        self.remove_entry(key, document, etag, message_id)

    def remove_entry(self, key, document, etag, message_id):
        if document["outbox"].pop(message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, dispatcher):
        self.runner = StateMachineRunner(blobs, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
