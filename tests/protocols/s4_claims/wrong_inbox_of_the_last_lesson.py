"""S4: the runner with an inbox, on a store whose reads can miss.

Anomaly: duplicate
Needs: 2 faults: stale read, and one that brings A again after it was processed (lost answer, crash,
    lost ack or duplicate delivery)
History: A is processed to its end and comes again; the inbox misses it, as it once did before, and
    its item is added again.
"""

from consistent_messaging import OutgoingMessage, derived_id
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
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, inbox, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
