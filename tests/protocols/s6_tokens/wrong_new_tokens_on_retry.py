"""S6: nothing fixes the token ids, so that a retry makes new ones.

Anomaly: duplicate
Needs: 1 fault: lost answer or crash; downstream asks for tokens
History: FirstItemAdded is dispatched with a token and its attempt ends; A comes again and
    dispatches it with another token: downstream processes it twice.
"""

from dataclasses import replace

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, tokens, dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, token = message.order_id, context.headers["token"]
        document, etag = self.load(key)
        if not self.tokens.exists(token):
            self.remove_entry(key, *self.load(key), context)
            return
        if context.message_id not in document["outbox"]:
            document = run(transition, document, message, context.message_id)
            etag = self.save(key, document, etag)
        messages = document["outbox"][context.message_id]
        self.dispatcher.dispatch(self.with_tokens(messages, context))
        self.tokens.delete(token)
        self.remove_entry(key, document, etag, context)

    def with_tokens(self, messages, context):
        ready = []
        for message in messages:
            token_id = context.new_id()
            self.tokens.create(token_id)
            ready.append(replace(message, headers={"token": token_id}))
        return ready

    def remove_entry(self, key, document, etag, context):
        if document["outbox"].pop(context.message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def run(transition, document, message, message_id):
    document, events = transition(document, message)
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    messages = [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]
    return {**document, "outbox": {**document["outbox"], message_id: messages}}


class Handler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
