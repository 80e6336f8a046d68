"""Leaves tokens behind that nobody has written down.

test_an_item_that_is_removed_again:
    Leak: new-1 is still in the tokens. Handled one after the other, the messages leave no such
    record.

test_two_items_in_every_sequence:
    Leak: new-1 is still in the tokens. Handled one after the other, the messages leave none there.
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
        return self.save(key, document, etag)

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
