"""Cleans up for a known message, and then goes on as if it were new.

test_the_same_message_twice:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 12) after
    A·1 has written it (step 4), and applies A again (step 14).

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 20)
    after A·1 has written it (step 4), and applies A again (step 22).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 36) after A·1 has written it (step 4), and applies A again (step 38).

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 20)
    after A·1 has written it (step 4), and applies A again (step 22).

test_a_gift_that_is_not_announced:
    Duplicate: G took effect twice: order-7 holds grapes, apple, grapes. G·2 reads order-7 (step 18)
    after G·1 has written it (step 4), and applies G again (step 20).

test_a_count_that_changes_nothing:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, H/ItemsCounted.

test_an_item_that_is_removed_again:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·3 reads order-7 (step 25) after
    A·1 has written it (step 8), and applies A again (step 27).

test_two_items_in_every_sequence:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·3 reads order-7 (step 19)
    after A·1 has written it (step 4), and applies A again (step 21).

test_two_copies_at_once:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 11) after
    A·1 has written it (step 5), and applies A again (step 13).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·3 reads order-7 (step 19)
    after A·1 has written it (step 4), and applies A again (step 21).

test_any_one_failure:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·3 reads order-7 (step 19)
    after A·1 has written it (step 4), and applies A again (step 21).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 10) after
    A·1 has written it (step 4), and applies A again (step 12).
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
        outbox = document["outbox"]
        if self.inbox.contains(context.message_id) and context.message_id in outbox:
            del outbox[context.message_id]
            self.save(message.order_id, document, etag)

        if context.message_id not in outbox:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        del document["outbox"][context.message_id]
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
