"""Carries on with an entry at once, and looks for the token only where there is none."""

from consistent_messaging import ConcurrencyError, OutgoingMessage, Throttled


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
                self.clean_up(key, message_id)
                return
            document["order"], events = transition(document["order"], message)
            ids = [f"{message_id}-{position}" for position in range(len(events))]
            document["outbox"][message_id] = {"ids": ids, "events": events, "tokens": None}
            etag = self.save(key, document, etag)
        entry = document["outbox"].pop(message_id)
        if entry["tokens"] is None:
            entry["tokens"] = self.create_tokens(entry, context)
            document["outbox"][message_id] = entry
            etag = self.checkpoint(key, document, etag, entry["tokens"])
            del document["outbox"][message_id]
        self.dispatch(entry)
        self.tokens.delete(context.headers["token"])
        self.save(key, document, etag)

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if document["outbox"].pop(message_id, None):
            self.save(key, document, etag)

    def create_tokens(self, entry, context):
        token_ids = [context.new_id() for _ in entry["events"]]
        for token_id in token_ids:
            self.tokens.create(token_id)
        return token_ids

    def checkpoint(self, key, document, etag, token_ids):
        try:
            return self.save(key, document, etag)
        except (ConcurrencyError, Throttled):
            for token_id in token_ids:
                self.tokens.delete(token_id)
            raise

    def dispatch(self, entry):
        parts = zip(entry["ids"], entry["events"], entry["tokens"], strict=True)
        for message_id, event, token in parts:
            self.dispatcher.dispatch([OutgoingMessage(message_id, event, {"token": token})])

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"order": {}, "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
