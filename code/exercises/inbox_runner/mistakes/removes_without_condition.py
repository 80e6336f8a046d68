"""Removes the entry with a put that names no version.

test_an_item_that_is_removed_again:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_two_items_in_every_sequence:
    Ghost: ItemAdded(order-7, bread) was published, and order-7 holds apple. A·1 writes order-7
    (step 13) over what B·1 has written since (step 8).

test_a_crash_at_any_moment:
    Ghost: ItemAdded(order-7, bread) was published, and order-7 holds apple. A·1 writes order-7
    (step 13) over what B·1 has written since (step 8).

test_any_one_failure:
    Ghost: ItemAdded(order-7, bread) was published, and order-7 holds apple. A·1 writes order-7
    (step 13) over what B·1 has written since (step 8).
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
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.remove_entry(message.order_id, document, context.message_id)

    def clean_up(self, key, message_id):
        document, _ = self.load(key)
        if message_id in document["outbox"]:
            self.remove_entry(key, document, message_id)

    def remove_entry(self, key, document, message_id):
        del document["outbox"][message_id]
        self.blobs.put(key, document)

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
