"""S6, tokens: an entry is carried on with at once; the token is asked for only where there is none.

Tokens that were made and surely not written down are deleted at once; a crash in between leaves
one for each outgoing message behind.
Leak policy: at most one per crash
"""

from consistent_messaging import ConcurrencyError, OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, tokens, dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["outbox"]:
            if not self.tokens.exists(context.headers["token"]):
                self.remove_entry(key, *self.load(key), message_id)
                return
            document = run(transition, document, message, message_id)
            etag = self.save(key, document, etag)
        entry = document["outbox"][message_id]
        if entry["tokens"] is None:
            entry["tokens"] = self.create_tokens(entry["messages"], context)
            etag = self.checkpoint(key, document, etag, entry["tokens"])
        self.dispatch(entry)
        self.tokens.delete(context.headers["token"])
        self.remove_entry(key, document, etag, message_id)

    def create_tokens(self, messages, context):
        token_ids = [context.new_id() for _ in messages]
        for token_id in token_ids:
            self.tokens.create(token_id)
        return token_ids

    def checkpoint(self, key, document, etag, token_ids):
        try:
            return self.save(key, document, etag)
        except ConcurrencyError:
            for token_id in token_ids:
                self.tokens.delete(token_id)
            raise

    def dispatch(self, entry):
        for message, token in zip(entry["messages"], entry["tokens"], strict=True):
            headers = {"token": token}
            outgoing = OutgoingMessage(message.message_id, message.body, headers)
            self.dispatcher.dispatch([outgoing])

    def remove_entry(self, key, document, etag, message_id):
        if document["outbox"].pop(message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def run(transition, document, message, message_id):
    document, events = transition(document, message)
    document["outbox"][message_id] = {
        "messages": [
            OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
        ],
        "tokens": None,
    }
    return document


class Handler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
