"""S4: the claim id is derived from the message, so that every copy holds the claim.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash, lost ack or duplicate delivery
History: A is processed to its end and comes again with the same claim id: the claim is its own,
    nothing is stored, and its item is added again.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, claims, dispatcher):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["outbox"]:
            claim_id = derived_id(message_id, "claim")
            document["outbox"][message_id] = {"claim": claim_id, "messages": None}
            etag = self.save(key, document, etag)
        entry = document["outbox"][message_id]
        if entry["messages"] is None and self.is_mine(message_id, entry["claim"]):
            document, events = transition(document, message)
            entry["messages"] = outgoing(message_id, events)
            etag = self.save(key, document, etag)
        self.dispatcher.dispatch(entry["messages"] or [])
        del document["outbox"][message_id]
        self.save(key, document, etag)

    def is_mine(self, message_id, claim_id):
        claimed = self.claims.try_claim(message_id, claim_id)
        return claimed or self.claims.claimed_by(message_id) == claim_id

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, claims, dispatcher):
        self.runner = StateMachineRunner(blobs, claims, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
