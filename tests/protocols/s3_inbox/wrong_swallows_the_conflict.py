"""S3: takes a conflict for the sign that somebody else committed, and dispatches.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages
History: A and B load the empty document, A commits, B meets a conflict and sends that its item was
    added.
"""

from consistent_messaging import ConcurrencyError, OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, inbox, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        document, etag = self.load(message.order_id)
        if self.inbox.contains(context.message_id):
            self.clean_up(message.order_id, context.message_id)
            return
        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)
        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["outbox"]:
            self.remove_entry(key, document, etag, message_id)

    def remove_entry(self, key, document, etag, message_id):
        del document["outbox"][message_id]
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        try:
            return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
        except ConcurrencyError:
            return etag


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, inbox, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
