"""Takes a message that is marked already, but has an entry, for an error.

test_two_messages_may_have_the_same_content:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.

test_a_gift_that_is_not_announced:
    Stuck: G was delivered 5 times and never acked, though nothing went wrong around it: G was
    processed twice.

test_a_count_that_changes_nothing:
    Stuck: H was delivered 5 times and never acked, though nothing went wrong around it: H was
    processed twice.

test_an_item_that_is_removed_again:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.

test_two_items_in_every_sequence:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.

test_a_crash_at_any_moment:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.

test_any_one_failure:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.

test_any_two_failures_around_one_item:
    Stuck: A was delivered 5 times and never acked, though nothing went wrong around it: A was
    processed twice.
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
        processed = self.inbox.contains(context.message_id)
        if processed and context.message_id not in document["outbox"]:
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        if self.inbox.contains(context.message_id):
            raise RuntimeError(f"{context.message_id} was processed twice")
        self.inbox.add(context.message_id)
        self.remove_entry(message.order_id, document, etag, context.message_id)

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
