"""Claims where it asked before, and takes a failed claim for a copy.

test_two_messages_may_have_the_same_content:
    Lost: C was acked and left no trace: order-7 holds apple.

test_a_gift_that_is_not_announced:
    Lost: G was acked and left no trace: order-7 holds nothing.

test_a_count_that_changes_nothing:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_an_item_that_is_removed_again:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_two_items_in_every_sequence:
    Lost: A was acked and left no trace: order-7 holds bread.

test_an_answer_that_is_lost:
    Lost: A was acked and left no trace: order-7 holds grapes.

test_a_crash_at_any_moment:
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
        if not self.claims.try_claim(context.message_id, context.new_id()):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
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
