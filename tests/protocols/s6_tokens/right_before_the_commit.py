"""S6, tokens: made before the commit, which fixes their ids together with the messages.

One write fewer than with a checkpoint; the price is that every lost race makes tokens in vain.
Leak policy: at most one per crash
"""

from consistent_messaging import MessagingError, OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, tokens, dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key = message.order_id
        document, etag = self.load(key)
        if context.message_id not in document["outbox"]:
            if not self.tokens.exists(context.headers["token"]):
                self.remove_entry(key, *self.load(key), context)
                return
            document, events = transition(document, message)
            document["outbox"][context.message_id] = self.with_tokens(events, context)
            etag = self.commit(key, document, etag, context)
        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.tokens.delete(context.headers["token"])
        self.remove_entry(key, document, etag, context)

    def with_tokens(self, events, context):
        messages = [outgoing(event, context) for event in events]
        for message in messages:
            self.tokens.create(message.headers["token"])
        return messages

    def commit(self, key, document, etag, context):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            for message in document["outbox"][context.message_id] if error.definite else []:
                self.tokens.delete(message.headers["token"])
            raise

    def remove_entry(self, key, document, etag, context):
        if document["outbox"].pop(context.message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(event, context):
    message_id = derived_id(context.message_id, type(event).__name__)
    return OutgoingMessage(message_id, event, {"token": context.new_id()})


class Handler:
    def __init__(self, tokens, blobs, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
