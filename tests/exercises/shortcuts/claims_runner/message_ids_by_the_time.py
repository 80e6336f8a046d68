"""Makes the ids of events of the time.

test_a_copy_that_comes_after_many_others: Contradictory: ItemAdded(order-7,
"""

from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    Dispatcher,
    MessageContext,
    OutgoingMessage,
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
            entry["messages"] = outgoing(context, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(entry["messages"] or [])
        del document["outbox"][context.message_id]
        self.save(message.order_id, document, etag)

    def is_mine(self, message_id, claim_id):
        if self.claims.try_claim(message_id, claim_id):
            return True
        holder = self.claims.claimed_by(message_id)
        if holder is None:
            raise RuntimeError("Somebody holds the claim, and this read missed it.")
        return holder == claim_id

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(context, events):
    return [OutgoingMessage(f"{context.now()}/{type(event).__name__}", event) for event in events]
