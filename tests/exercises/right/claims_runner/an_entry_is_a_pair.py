"""Keeps the claim id and the messages as a pair."""

from consistent_messaging import (
    BlobStore,
    ClaimInbox,
    Dispatcher,
    MessageContext,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, claims: ClaimInbox, dispatcher: Dispatcher):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        key, me = message.order_id, context.message_id
        document, etag = self.load(key)
        if me not in document["outbox"]:
            document["outbox"][me] = (context.new_id(), None)
            etag = self.save(key, document, etag)

        entry = document["outbox"][me]
        if entry[1] is None:
            mine = self.claims.try_claim(me, entry[0])
            if not mine:
                holder = self.claims.claimed_by(me)
                if holder is None:
                    raise RuntimeError("The claim is there, and was not found.")
                mine = holder == entry[0]
            if mine:
                document, events = transition(document, message)
                document["outbox"][me] = (entry[0], outgoing(me, events))
                etag = self.save(key, document, etag)

        messages = document["outbox"][me][1]
        if messages:
            self.dispatcher.dispatch(messages)
        del document["outbox"][me]
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
