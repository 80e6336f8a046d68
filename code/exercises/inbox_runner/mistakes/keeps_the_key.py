"""Marks the message, and keeps its key in the document as before.

test_an_item_that_is_removed_again:
    Leak: blobs keeps 176 bytes more than when the messages come one after the other.

test_the_document_does_not_grow:
    Leak: what blobs keeps besides the state grows: 39 bytes after 2 messages, 75 after 7.

test_two_items_in_every_order:
    Leak: blobs keeps 176 bytes more than when the messages come one after the other.

test_a_crash_at_any_moment:
    Leak: blobs keeps 176 bytes more than when the messages come one after the other.

test_any_one_failure:
    Leak: blobs keeps 176 bytes more than when the messages come one after the other.
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
        document, etag = self.load(message.order_id)
        if self.inbox.contains(context.message_id):
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        document["outbox"][context.message_id] = None
        self.save(message.order_id, document, etag)

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
