"""S6, registered: deletes the tokens of an attempt that can still confirm them.

Anomaly: lost
Needs: 2 consumers, 1 fault: lease expired or duplicate delivery; downstream asks for tokens
History: The first attempt at A creates its tokens, the second deletes them, the first confirms them
    and the second fails: A is dispatched with tokens that are gone.
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
            document, events = transition(document, message)
            document["outbox"][message_id] = entry_for(message_id, events)
        if not document["outbox"][message_id]["confirmed"]:
            etag = self.register(key, document, etag, context)
            etag = self.create_tokens(key, document, etag, document["outbox"][message_id])
        self.dispatcher.dispatch(outgoing(document["outbox"][message_id]))
        self.tokens.delete(context.headers["token"])
        self.remove_entry(key, document, etag, message_id)

    def register(self, key, document, etag, context):
        entry = document["outbox"][context.message_id]
        self.delete_tokens(entry["tokens"])
        entry["tokens"] = [context.new_id() for _ in entry["events"]]
        return self.save(key, document, etag)

    def create_tokens(self, key, document, etag, entry):
        for token_id in entry["tokens"]:
            self.tokens.create(token_id)
        entry.update(confirmed=True)
        try:
            return self.save(key, document, etag)
        except ConcurrencyError:
            self.delete_tokens(entry["tokens"])
            raise

    def delete_tokens(self, token_ids):
        for token_id in token_ids:
            self.tokens.delete(token_id)

    def remove_entry(self, key, document, etag, message_id):
        if document["outbox"].pop(message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def entry_for(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return {"ids": ids, "events": events, "tokens": [], "confirmed": False}


def outgoing(entry):
    rows = zip(entry["ids"], entry["events"], entry["tokens"], strict=True)
    return [OutgoingMessage(name, event, {"token": token}) for name, event, token in rows]


class Handler:
    def __init__(self, blobs, dispatcher, tokens):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
