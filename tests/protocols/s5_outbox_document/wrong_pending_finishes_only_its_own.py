"""S5, pending: a transaction of another message is left alone, and replaced.

Anomaly: duplicate
Needs: 1 fault: lost answer or crash, 2 messages
History: A commits and its attempt ends, B puts its own transaction in the place of that of A; A
    comes again, nobody knows it and its item is added again.
"""

from consistent_messaging import MessagingError, OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.outbox_store = outbox_store
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        document, etag = self.load(message.order_id)
        if (document["pending"] or {}).get("message") == context.message_id:
            document, etag = self.finish(message.order_id, document, etag)
        if self.inbox.contains(context.message_id):
            return
        document, events = transition(document, message)
        document["pending"] = self.prepare(context, events)
        etag = self.commit(message.order_id, document, etag)
        self.finish(message.order_id, document, etag)

    def prepare(self, context, events):
        transaction_id = context.new_id()
        self.outbox_store.put(transaction_id, outgoing(context.message_id, events))
        return {"transaction": transaction_id, "message": context.message_id}

    def commit(self, key, document, etag):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                self.outbox_store.delete(document["pending"]["transaction"])
            raise

    def finish(self, key, document, etag):
        pending = document["pending"]
        if pending is None:
            return document, etag
        self.dispatcher.dispatch(self.outbox_store.get(pending["transaction"]) or [])
        self.outbox_store.delete(pending["transaction"])
        self.inbox.add(pending["message"])
        finished = {**document, "pending": None}
        return finished, self.save(key, finished, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "pending": None}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, type(event).__name__) for event in events]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class Handler:
    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, outbox_store, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
