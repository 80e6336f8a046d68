"""One pending field: whoever finishes it marks the message in hand.

test_two_messages_may_have_the_same_content:
    Lost: I was acked and left no trace: order-7 holds apple.

test_a_count_that_changes_nothing:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 19) after
    A·1 has written it (step 5), and applies A again (step 22).

test_an_item_that_is_removed_again:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_two_items_in_every_sequence:
    Lost: B was acked and left no trace: order-7 holds apple.

test_two_copies_at_once:
    Lost: B was acked and left no trace: order-7 holds apple.

test_any_one_failure:
    Lost: B was acked and left no trace: order-7 holds apple.
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    MessagingError,
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
        document, etag = self.finish(context, message.order_id, *self.load(message.order_id))
        if self.inbox.contains(context.message_id):
            self.finish(context, message.order_id, *self.load(message.order_id))
            return

        document, events = transition(document, message)
        transaction_id = context.new_id()
        self.outbox_store.put(transaction_id, outgoing(context.message_id, events))
        document["pending"] = [transaction_id, context.message_id]
        etag = self.commit(message.order_id, document, etag, transaction_id)
        self.finish(context, message.order_id, document, etag)

    def finish(self, context, key, document, etag):
        if document["pending"] is None:
            return document, etag

        transaction_id, _ = document["pending"]
        self.dispatcher.dispatch(self.outbox_store.get(transaction_id) or [])
        self.outbox_store.delete(transaction_id)
        self.inbox.add(context.message_id)
        document["pending"] = None
        return document, self.save(key, document, etag)

    def commit(self, key, document, etag, transaction_id):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                self.outbox_store.delete(transaction_id)
            raise

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"pending": None}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
