"""Makes one token for all messages that come of one.

test_one_item_is_heard_downstream:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 13).

test_a_copy_that_comes_late:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 29).

test_a_copy_that_comes_after_many_others:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 49).

test_two_messages_may_have_the_same_content:
    Lost: ItemAdded(order-7, apple) was due 2 times, each under an id of its own. Downstream gets
    ItemAdded(order-7, apple), does not find its token new-1, and ignores it (step 29).

test_each_order_has_a_document_of_its_own:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 40).

test_a_count_that_changes_nothing:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-2, and ignores it (step 29).

test_an_item_that_is_removed_again:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 26).

test_a_fast_receiver:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 13).

test_two_items_in_every_sequence:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 23).

test_two_copies_at_once:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 13).

test_any_one_failure_one_message_at_a_time:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 23).

test_any_two_failures_around_one_item:
    Lost: ItemAdded(order-7, apple) was never handled downstream. Downstream gets ItemAdded(order-7,
    apple), does not find its token new-1, and ignores it (step 13).
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
        if not self.tokens.exists(context.headers["token"]):
            self.clean_up(message.order_id, context.message_id)
            return

        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        if without_tokens(document["outbox"][context.message_id]):
            etag = self.give_tokens(message.order_id, document, etag, context)

        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.tokens.delete(context.headers["token"])
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def give_tokens(self, key, document, etag, context):
        token = context.new_id()
        self.tokens.create(token)
        messages = [
            OutgoingMessage(message.message_id, message.body, {"token": token})
            for message in document["outbox"][context.message_id]
        ]
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
