"""Leaves the entry where it is if the inbox knows the message.

test_an_item_that_is_removed_again:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_two_items_in_every_sequence:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_a_crash_at_any_moment:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_any_one_failure:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.
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
        self.remove_entry(message.order_id, document, etag, context.message_id)

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
