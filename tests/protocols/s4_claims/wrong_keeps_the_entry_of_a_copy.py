"""S4: a copy that does not hold the claim leaves its own claim id behind.

Anomaly: leak
Needs: 1 fault: lost answer, crash, lost ack or duplicate delivery; a policy that forgives only what
    a zombie leaves
History: A is processed to its end and comes again, persists a claim id, finds the claim of a
    stranger and is acked: its claim id stays.
"""

from consistent_messaging import OutgoingMessage, derived_id
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
