"""Marks the ids of the events, not the id of the message that it handles.

test_the_same_message_twice:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 13) after
    A·1 has written it (step 4), and applies A again (step 15).

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 21)
    after A·1 has written it (step 4), and applies A again (step 23).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 37) after A·1 has written it (step 4), and applies A again (step 39).

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 21)
    after A·1 has written it (step 4), and applies A again (step 23).

test_a_gift_that_is_not_announced:
    Duplicate: G took effect twice: order-7 holds grapes, apple, grapes. G·2 reads order-7 (step 17)
    after G·1 has written it (step 4), and applies G again (step 19).

test_a_count_that_changes_nothing:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, H/ItemsCounted.

test_two_copies_at_once:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 12) after
    A·1 has written it (step 5), and applies A again (step 14).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 12) after
    A·1 has written it (step 4), and applies A again (step 14).

test_any_one_failure:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 11) after
    A·1 has written it (step 4), and applies A again (step 13).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 11) after
    A·1 has written it (step 4), and applies A again (step 13).
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
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        for event in document["outbox"][context.message_id]:
            self.inbox.add(event.message_id)
        self.remove_entry(message.order_id, document, etag, context.message_id)

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
