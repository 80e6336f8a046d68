"""Does not look whether the entry holds messages already.

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 8)
    after A·1 has written it (step 5), and applies A again (step 11).

test_a_gift_that_is_not_announced:
    Duplicate: G took effect twice: order-7 holds grapes, grapes. G·2 reads order-7 (step 7) after
    G·1 has written it (step 5), and applies G again (step 10).

test_a_count_that_changes_nothing:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 8) after A·1
    has written it (step 5), and applies A again (step 11).

test_an_item_that_is_removed_again:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 13) after
    A·1 has written it (step 5), and applies A again (step 16).

test_two_items_in_every_sequence:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 13) after
    A·1 has written it (step 5), and applies A again (step 16).

test_an_answer_that_is_lost:
    Duplicate: G took effect twice: order-7 holds grapes, grapes. G·2 reads order-7 (step 11) after
    G·1 has written it (step 5), and applies G again (step 14).

test_two_copies_at_once:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 8) after A·1
    has written it (step 6), and applies A again (step 11).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 8) after A·1
    has written it (step 5), and applies A again (step 11).

test_any_two_failures_one_message_at_a_time:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) after A·1
    has written it (step 5), and applies A again (step 10).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) after A·1
    has written it (step 5), and applies A again (step 10).
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
        key, me = message.order_id, context.message_id
        document, etag = self.load(key)
        if me not in document["outbox"]:
            document["outbox"][me] = {"claim_id": context.new_id(), "messages": None}
            etag = self.save(key, document, etag)

        entry = document["outbox"][me]
        if True:
            mine = self.claims.try_claim(me, entry["claim_id"])
            if not mine:
                mine = self.claims.claimed_by(me) == entry["claim_id"]
            if mine:
                document, events = transition(document, message)
                document["outbox"][me]["messages"] = outgoing(me, events)
                etag = self.save(key, document, etag)

        messages = document["outbox"][me]["messages"]
        if messages:
            self.dispatcher.dispatch(messages)
        del document["outbox"][me]
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
