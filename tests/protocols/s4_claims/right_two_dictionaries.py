"""S4, claims: claim ids and outgoing messages stand side by side in the document.

A claim id that was persisted in vain is removed again, however often others write in between: a
zombie that met a conflict would not come back to do it.
Leak policy: none without faults
"""

from consistent_messaging import ConcurrencyError, OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, dispatcher, blobs, claims):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["outbox"]:
            document, etag = self.claim(key, document, etag, context)
            if not self.is_mine(message_id, document["claims"].pop(message_id)):
                self.release(key, document, etag, message_id)
                return
            document = run(transition, document, message, message_id)
            etag = self.save(key, document, etag)
        self.dispatcher.dispatch(document["outbox"].pop(message_id))
        self.save(key, document, etag)

    def claim(self, key, document, etag, context):
        if context.message_id in document["claims"]:
            return document, etag
        document["claims"][context.message_id] = context.new_id()
        return document, self.save(key, document, etag)

    def release(self, key, document, etag, message_id):
        try:
            self.save(key, document, etag)
        except ConcurrencyError:
            document, etag = self.load(key)
            document["claims"].pop(message_id, None)
            self.release(key, document, etag, message_id)

    def is_mine(self, message_id, claim_id):
        if self.claims.try_claim(message_id, claim_id):
            return True
        return self.claims.claimed_by(message_id) == claim_id

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"items": [], "claims": {}, "outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def run(transition, document, message, message_id):
    document, events = transition(document, message)
    document["outbox"][message_id] = [
        OutgoingMessage(derived_id(message_id, position), event)
        for position, event in enumerate(events)
    ]
    return document


class Handler:
    def __init__(self, dispatcher, claims, blobs):
        self.runner = StateMachineRunner(dispatcher, blobs, claims)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
