"""Asks who holds the claim whether or not its own claim came first: its key surely exists."""

from consistent_messaging import OutgoingMessage, derived_id


class StateMachineRunner:
    def __init__(self, blobs, claims, dispatcher):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)

        if message_id not in document["claims"] and message_id not in document["outbox"]:
            document["claims"][message_id] = context.new_id()
            etag = self.save(key, document, etag)

        if message_id not in document["outbox"]:
            claim_id = document["claims"].pop(message_id)
            self.claims.try_claim(message_id, claim_id)
            events = []
            if self.claims.claimed_by(message_id) == claim_id:
                document, events = transition(document, message)
            document["outbox"][message_id] = [
                OutgoingMessage(derived_id(message_id, type(event).__name__), event)
                for event in events
            ]
            etag = self.save(key, document, etag)

        self.dispatcher.dispatch(document["outbox"].pop(message_id))
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"claims": {}, "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
