"""Deletes the tokens of what it has sent as well: nobody downstream may handle it.

test_one_item_is_heard_downstream:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 15).

test_a_copy_that_comes_late:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 31).

test_a_copy_that_comes_after_many_others:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 53).

test_two_messages_may_have_the_same_content:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 31).

test_each_order_has_a_document_of_its_own:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 45).

test_a_gift_that_is_not_announced:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 24).

test_a_count_that_changes_nothing:
    Lost: ItemsCounted(order-7, 0) was never handled downstream. Downstream gets
    ItemsCounted(order-7, 0), does not find its token new-1, and ignores it (step 33).

test_an_item_that_is_removed_again:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 27).

test_a_fast_receiver:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 15).

test_two_items_in_every_sequence:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 26).

test_two_copies_at_once:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 15).

test_any_one_failure_one_message_at_a_time:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 26).

test_any_two_failures_around_one_item:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream. Downstream gets
    FirstItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 15).
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    MessageContext,
    MessagingError,
    OutgoingMessage,
    TokenStore,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, tokens: TokenStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)
        mine = context.message_id
        if not self.tokens.exists(context.headers["token"]):
            if mine in document["outbox"]:
                self.remove_entry(message.order_id, document, etag, mine)
            return

        if mine not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][mine] = outgoing(mine, events)
            etag = self.save(message.order_id, document, etag)

        if any("token" not in each.headers for each in document["outbox"][mine]):
            etag = self.checkpoint(message.order_id, document, etag, context)

        self.dispatcher.dispatch(document["outbox"][mine])
        self.tokens.delete(context.headers["token"])
        for each in document["outbox"][mine]:
            self.tokens.delete(each.headers["token"])
        self.remove_entry(message.order_id, document, etag, mine)

    def checkpoint(self, key, document, etag, context):
        created = []
        with_tokens = []
        for each in document["outbox"][context.message_id]:
            token = context.new_id()
            self.tokens.create(token)
            created.append(token)
            with_tokens.append(OutgoingMessage(each.message_id, each.body, {"token": token}))
        document["outbox"][context.message_id] = with_tokens
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                for token in created:
                    self.tokens.delete(token)
            raise

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
