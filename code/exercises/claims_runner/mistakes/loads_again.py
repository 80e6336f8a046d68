"""Loads again after its own write, and believes that there is no entry.

test_a_copy_that_comes_later_and_reads_that_miss:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_two_items_in_every_sequence:
    Lost: A was acked and left no trace: order-7 holds bread.

test_any_two_failures_one_message_at_a_time:
    Lost: A was acked and left no trace: order-7 holds bread.

test_any_two_failures_around_one_item:
    Lost: A was acked and left no trace: order-7 holds nothing.
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
            document, etag = self.load(message.order_id)
            if context.message_id not in document["outbox"]:
                return

        entry = document["outbox"][context.message_id]
        if entry["messages"] is None and self.is_mine(context.message_id, entry["claim"]):
            document, events = transition(document, message)
            entry["messages"] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(entry["messages"] or [])
        del document["outbox"][context.message_id]
        self.save(message.order_id, document, etag)

    def is_mine(self, message_id, claim_id):
        if self.claims.try_claim(message_id, claim_id):
            return True
        return self.claims.claimed_by(message_id) == claim_id

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
