"""Looks for a token with the id of the message instead of the token's.

test_one_item_is_heard_downstream:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_a_copy_that_comes_late:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_a_copy_that_comes_after_many_others:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_two_messages_may_have_the_same_content:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_each_order_has_a_document_of_its_own:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_a_gift_that_is_not_announced:
    Lost: G was acked and left no trace: order-7 holds nothing.

test_a_count_that_changes_nothing:
    Lost: H was acked and left no trace: order-7 holds nothing.

test_an_item_that_is_removed_again:
    Lost: FirstItemAdded(order-7, apple) was never handled downstream.

test_no_token_is_left:
    Leak: tokens still keeps token-A, token-B.

test_a_fast_receiver:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_two_items_in_every_sequence:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_two_copies_at_once:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_any_one_failure_one_message_at_a_time:
    Lost: A was acked and left no trace: order-7 holds nothing.

test_any_two_failures_around_one_item:
    Lost: A was acked and left no trace: order-7 holds nothing.
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
        if not self.tokens.exists(context.message_id):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        if without_tokens(document["outbox"][context.message_id]):
            etag = self.give_tokens(message.order_id, document, etag, context)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.tokens.delete(context.message_id)
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def give_tokens(self, key, document, etag, context):
        messages = [
            OutgoingMessage(message.message_id, message.body, {"token": context.new_id()})
            for message in document["outbox"][context.message_id]
        ]
        for message in messages:
            self.tokens.create(message.headers["token"])
        document["outbox"][context.message_id] = messages
        return self.checkpoint(key, document, etag, messages)

    def checkpoint(self, key, document, etag, messages):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                for message in messages:
                    self.tokens.delete(message.headers["token"])
            raise

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


def without_tokens(messages):
    return any("token" not in message.headers for message in messages)
