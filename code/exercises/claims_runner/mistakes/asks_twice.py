"""Asks once more, to be sure; a read that missed can miss again.

test_a_copy_that_comes_later_and_reads_that_miss:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 asks who claimed A (step 15),
    gets an outdated answer, and applies A again (step 16).
"""

from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    Dispatcher,
    MessageContext,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, claims: ClaimInbox, dispatcher: Dispatcher):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)
        if self.is_processed(context.message_id):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.claims.try_claim(context.message_id, "processed")
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def is_processed(self, message_id):
        holders = [self.claims.claimed_by(message_id) for _ in range(2)]
        return holders != [None, None]

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
