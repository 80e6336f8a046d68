"""Deletes the record in a `finally`, also when the put went well.

test_an_outgoing_message_that_would_not_fit:
    Lost: FirstItemAdded(order-7, cake with a picture…) was never published.

test_the_same_message_again_after_another:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_a_crash_after_the_first_write:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_a_copy_that_comes_after_many_others:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_two_messages_may_have_the_same_content:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_each_order_has_a_document_of_its_own:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_a_gift_that_is_not_announced:
    Lost: ItemAdded(order-7, apple) was never published.

test_a_count_that_changes_nothing:
    Lost: ItemsCounted(order-7, 0) was never published.

test_an_item_that_is_removed_again:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_two_items_in_every_sequence:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_two_copies_at_once:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_any_one_failure:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_any_two_failures_around_one_item:
    Lost: FirstItemAdded(order-7, apple) was never published.
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    OutboxStore,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(
        self, blobs: BlobStore, inbox: Inbox, outbox_store: OutboxStore, dispatcher: Dispatcher
    ):
        self.blobs = blobs
        self.inbox = inbox
        self.outbox_store = outbox_store
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)
        if self.inbox.contains(context.message_id):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            transaction_id = context.new_id()
            self.outbox_store.put(transaction_id, outgoing(context.message_id, events))
            document["outbox"][context.message_id] = transaction_id
            try:
                etag = self.save(message.order_id, document, etag)
            finally:
                self.outbox_store.delete(transaction_id)

        transaction_id = document["outbox"][context.message_id]
        messages = self.outbox_store.get(transaction_id)
        if messages is not None:
            self.dispatcher.dispatch(messages)
            self.outbox_store.delete(transaction_id)
        self.inbox.add(context.message_id)
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
