"""After a conflict writes the same document again, at the new version.

test_an_item_that_is_removed_again:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_a_copy_that_comes_later_and_reads_that_miss:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·2 reads
    order-7 (step 12), gets an outdated answer, and writes order-7 (step 15).

test_two_items_in_every_sequence:
    Ghost: FirstItemAdded(order-7, bread) was published, and order-7 holds nothing. A·1 reads
    order-7 (step 2) before B·1 writes order-7 (step 5), and writes order-7 (step 11).

test_an_answer_that_is_lost:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. G·1 reads
    order-7 (step 2) before A·1 writes order-7 (step 5), and writes order-7 (step 11).

test_two_copies_at_once:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 reads
    order-7 (step 3) before A·2 writes order-7 (step 6), and writes order-7 (step 12).

test_any_two_failures_one_message_at_a_time:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. B·1 reads
    order-7 (step 11), gets an outdated answer, and writes order-7 (step 14).

test_any_two_failures_around_one_item:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 reads
    order-7 (step 3) before A·2 writes order-7 (step 6), and writes order-7 (step 12).
"""

from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    ConcurrencyError,
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
        if self.claims.try_claim(message_id, claim_id):
            return True
        return self.claims.claimed_by(message_id) == claim_id

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        try:
            if etag is None:
                return self.blobs.put(key, document, if_none_match="*")
            return self.blobs.put(key, document, if_match=etag)
        except ConcurrencyError:
            return self.save(key, document, self.load(key)[1])


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
