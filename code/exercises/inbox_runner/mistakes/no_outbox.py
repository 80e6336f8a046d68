"""Remembers the message in the inbox, and its events nowhere.

test_two_messages_may_have_the_same_content:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 7)
    after A·1 has written it (step 4), and applies A again (step 9).

test_a_gift_that_is_not_announced:
    Duplicate: G took effect twice: order-7 holds grapes, grapes. G·2 reads order-7 (step 6) after
    G·1 has written it (step 4), and applies G again (step 8).

test_a_count_that_changes_nothing:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) after A·1
    has written it (step 4), and applies A again (step 9).

test_two_copies_at_once:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) after A·1
    has written it (step 5), and applies A again (step 9).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) after A·1
    has written it (step 4), and applies A again (step 9).

test_any_one_failure:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 4), and applies A again (step 8).

test_any_two_failures_around_one_item:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 4), and applies A again (step 8).
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
            return

        document, events = transition(document, message)
        self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(outgoing(context.message_id, events))
        self.inbox.add(context.message_id)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
