"""S3: the entry stays although the inbox knows the message.

Anomaly: leak
Needs: no fault, 1 message
History: A is processed to its end, and its messages stay in the document.
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
        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            self.save(message.order_id, document, etag)
        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)

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
