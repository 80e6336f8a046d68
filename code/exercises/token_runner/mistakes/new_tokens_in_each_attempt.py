"""Makes other tokens whenever the message comes again.

test_a_count_that_changes_nothing:
    Duplicate: ItemsCounted(order-7, 0) was handled downstream 2 times: a copy of it had a token as
    well.

test_two_copies_at_once:
    Duplicate: FirstItemAdded(order-7, apple) was handled downstream 2 times: a copy of it had a
    token as well.

test_any_one_failure_one_message_at_a_time:
    Duplicate: FirstItemAdded(order-7, apple) was handled downstream 2 times: a copy of it had a
    token as well.

test_any_two_failures_around_one_item:
    Duplicate: FirstItemAdded(order-7, apple) was handled downstream 2 times: a copy of it had a
    token as well.
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    MessageContext,
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

        self.dispatch(document["outbox"][context.message_id], context)
        self.tokens.delete(context.headers["token"])
        self.remove_entry(message.order_id, document, etag, context.message_id)

    def dispatch(self, messages, context):
        headers = [{"token": context.new_id()} for _ in messages]
        for header in headers:
            self.tokens.create(header["token"])
        self.dispatcher.dispatch(
            OutgoingMessage(message.message_id, message.body, header)
            for message, header in zip(messages, headers, strict=True)
        )

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
