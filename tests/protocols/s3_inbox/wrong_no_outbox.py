"""S3: there is an inbox, and the messages are only in memory.

Anomaly: duplicate
Needs: 1 fault: lost answer or crash
History: A is stored, the attempt ends before the mark; A comes again, the inbox does not know it
    and its item is added again.
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
            return
        document, events = transition(document, message)
        self.save(message.order_id, document, etag)
        self.dispatcher.dispatch(outgoing(context.message_id, events))
        self.inbox.add(context.message_id)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": []}, None)

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
