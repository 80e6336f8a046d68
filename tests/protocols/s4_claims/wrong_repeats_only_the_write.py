"""S4: after a conflict it takes the new etag and writes the old document with it.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages
History: A and B load the empty document, A commits and sends, B cannot persist its claim id, reads
    the new etag and writes the document without the item of A.
"""

from consistent_messaging import ConcurrencyError, OutgoingMessage, derived_id
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
            document["outbox"][message_id] = {"claim": context.new_id(), "messages": None}
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
        try:
            return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
        except ConcurrencyError:
            return self.save(key, document, self.load(key)[1])


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, claims, dispatcher):
        self.runner = StateMachineRunner(blobs, claims, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
