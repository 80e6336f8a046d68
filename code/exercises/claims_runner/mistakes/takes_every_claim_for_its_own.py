"""Claims, and does not look at the answer.

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 20)
    after A·1 has written it (step 5), and applies A again (step 23).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 36) after A·1 has written it (step 5), and applies A again (step 39).

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 20)
    after A·1 has written it (step 5), and applies A again (step 23).

test_a_gift_that_is_not_announced:
    Duplicate: G took effect twice: order-7 holds grapes, apple, grapes. G·2 reads order-7 (step 18)
    after G·1 has written it (step 5), and applies G again (step 21).

test_a_count_that_changes_nothing:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, H/ItemsCounted.

test_a_copy_that_comes_later_and_reads_that_miss:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 12) after
    A·1 has written it (step 6), and applies A again (step 15).

test_an_answer_that_is_lost:
    Duplicate: G took effect twice: order-7 holds grapes, grapes. G·2 reads order-7 (step 8) after
    G·1 has written it (step 5), and applies G again (step 11).

test_two_copies_at_once:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 11) after
    A·1 has written it (step 6), and applies A again (step 14).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 11) after
    A·1 has written it (step 5), and applies A again (step 14).

test_any_two_failures_one_message_at_a_time:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 10) after
    A·1 has written it (step 5), and applies A again (step 13).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 10) after
    A·1 has written it (step 5), and applies A again (step 13).
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
        if entry["messages"] is None:
            self.claims.try_claim(me, entry["claim_id"])
            mine = True
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
