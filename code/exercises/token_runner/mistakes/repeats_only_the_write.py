"""Catches the conflict and repeats the write, but not the decision.

test_an_item_that_is_removed_again:
    Leak: the entry of A is still in the outbox of order-7. Handled one after the other, the
    messages leave none there.

test_two_items_in_every_sequence:
    Ghost: ItemAdded(order-7, bread) was handled downstream, and order-7 holds apple. A·1 reads
    order-7 (step 2) before B·1 writes order-7 (step 8), and writes order-7 (step 17).

test_two_copies_at_once:
    Duplicate: FirstItemAdded(order-7, apple) was handled downstream 2 times: a copy of it had a
    token as well.
"""

from consistent_messaging import (
    BlobStore,
    ConcurrencyError,
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
        try:
            return self.blobs.put(key, document, if_match=etag)
        except ConcurrencyError:
            return self.blobs.put(key, document, if_match=self.blobs.get(key).etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]


def without_tokens(messages):
    return any("token" not in message.headers for message in messages)
