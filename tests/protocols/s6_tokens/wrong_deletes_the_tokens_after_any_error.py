"""S6: takes a checkpoint without an answer for one that was refused.

Anomaly: lost
Needs: 1 fault: lost answer; downstream asks for tokens
History: The checkpoint of A is carried out and reported as failed, its tokens are deleted; A comes
    again and dispatches: downstream takes its messages for duplicates.
"""

from dataclasses import replace

from consistent_messaging import MessagingError, OutgoingMessage, derived_id
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
        if not document["outbox"][context.message_id]["ready"]:
            etag = self.make_ready(key, document, etag, context)
        self.dispatcher.dispatch(document["outbox"][context.message_id]["messages"])
        self.tokens.delete(token)
        self.remove_entry(key, document, etag, context)

    def make_ready(self, key, document, etag, context):
        entry = document["outbox"][context.message_id]
        token_ids = [context.new_id() for _ in entry["messages"]]
        for token_id in token_ids:
            self.tokens.create(token_id)
        pairs = zip(entry["messages"], token_ids, strict=True)
        entry["messages"] = [replace(message, headers={"token": t}) for message, t in pairs]
        entry["ready"] = True
        return self.checkpoint(key, document, etag, token_ids)

    def checkpoint(self, key, document, etag, token_ids):
        try:
            return self.save(key, document, etag)
        except MessagingError:
            for token_id in token_ids:
                self.tokens.delete(token_id)
            raise

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
    entry = {"messages": messages, "ready": False}
    return {**document, "outbox": {**document["outbox"], message_id: entry}}


class Handler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
