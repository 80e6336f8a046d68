"""Removes the whole document in the place of the entry.

test_one_item_in_one_attempt:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_the_same_message_twice:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_the_same_message_again_after_another:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_copy_that_comes_after_many_others:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_two_messages_may_have_the_same_content:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids, A/FirstItemAdded
    and C/FirstItemAdded: two events to those who hear them.

test_each_order_has_a_document_of_its_own:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_gift_that_is_not_announced:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_count_that_changes_nothing:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_two_items_in_every_sequence:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 writes
    order-7 (step 4), and removes order-7 in the blobs (step 8).

test_two_copies_at_once:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 writes
    order-7 (step 4), and removes order-7 in the blobs (step 8).

test_a_crash_at_any_moment:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 writes
    order-7 (step 4), and removes order-7 in the blobs (step 8).

test_any_one_failure:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 writes
    order-7 (step 4), and removes order-7 in the blobs (step 8).

test_any_two_failures_around_one_item:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing. A·1 writes
    order-7 (step 4), and removes order-7 in the blobs (step 8).
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
        if self.inbox.contains(context.message_id):
            if context.message_id in outbox:
                del outbox[context.message_id]
                self.save(message.order_id, document, etag)
            return

        if context.message_id not in outbox:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.blobs.delete(message.order_id)

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
