"""Asks first, and takes a claim that nobody is found to hold for its own.

test_a_copy_that_comes_later_and_reads_that_miss:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 asks who claimed A (step 15),
    gets an outdated answer, and applies A again (step 17).

test_any_two_failures_one_message_at_a_time:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 asks who claimed A (step 13),
    gets an outdated answer, and applies A again (step 15).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 asks who claimed A (step 13),
    gets an outdated answer, and applies A again (step 15).
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

        if context.message_id not in document["outbox"]:
            document["outbox"][context.message_id] = {"claim": context.new_id(), "messages": None}
            etag = self.save(message.order_id, document, etag)

        entry = document["outbox"][context.message_id]
        if entry["messages"] is None and self.is_mine(context.message_id, entry["claim"]):
            document, events = transition(document, message)
            entry["messages"] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(entry["messages"] or [])
        del document["outbox"][context.message_id]
        self.save(message.order_id, document, etag)

    def is_mine(self, message_id, claim_id):
        holder = self.claims.claimed_by(message_id)
        if holder is None:
            self.claims.try_claim(message_id, claim_id)
        return holder in (None, claim_id)

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
