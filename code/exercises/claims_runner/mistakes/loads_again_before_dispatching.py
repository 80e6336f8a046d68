"""Loads once more before it dispatches, and believes a read that may miss.

test_a_copy_that_comes_later_and_reads_that_miss:
    KeyError: 'A'. Before that, Monkey: A·1 reads order-7: not there. So it was at the start.

test_two_items_in_every_sequence:
    KeyError: 'A'. Before that, Monkey: A·1 reads order-7: not there. So it was at the start.

test_two_copies_at_once:
    KeyError: 'A'. Before that, A·2 reads order-7: {items: [apple], outbox: {}}.

test_any_two_failures_one_message_at_a_time:
    KeyError: 'A'. Before that, Monkey: A·1 reads order-7: not there. So it was at the start.

test_any_two_failures_around_one_item:
    KeyError: 'A'. Before that, Monkey: A·1 reads order-7: not there. So it was at the start.
"""

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
            document["outbox"][me] = {"claim_id": context.new_id(), "messages": None}
            etag = self.save(key, document, etag)

        entry = document["outbox"][me]
        if entry["messages"] is None:
            mine = self.claims.try_claim(me, entry["claim_id"])
            if not mine:
                mine = self.claims.claimed_by(me) == entry["claim_id"]
            if mine:
                document, events = transition(document, message)
                document["outbox"][me]["messages"] = outgoing(me, events)
                etag = self.save(key, document, etag)

        document, etag = self.load(key)
        messages = document["outbox"][me]["messages"]
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
