"""Finishes a reference where there is one, and asks the inbox only where there is none."""

from consistent_messaging import ConcurrencyError, OutgoingMessage, Throttled


class StateMachineRunner:
    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.outbox_store = outbox_store
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["transactions"]:
            if self.inbox.contains(message_id):
                self.finish_the_left_over(key, message_id)
                return
            document["order"], events = transition(document["order"], message)
            transaction_id = f"{message_id}:{context.new_id()}"
            self.prepare(transaction_id, context, events)
            document["transactions"][message_id] = transaction_id
            etag = self.commit(key, document, etag, transaction_id)
        self.finish(key, document, etag, message_id)

    def prepare(self, transaction_id, context, events):
        messages = [OutgoingMessage(context.new_id(), event) for event in events]
        self.outbox_store.put(transaction_id, messages)

    def commit(self, key, document, etag, transaction_id):
        try:
            return self.save(key, document, etag)
        except (ConcurrencyError, Throttled):
            self.outbox_store.delete(transaction_id)
            raise

    def finish_the_left_over(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["transactions"]:
            self.finish(key, document, etag, message_id)

    def finish(self, key, document, etag, message_id):
        transaction_id = document["transactions"].pop(message_id)
        self.dispatcher.dispatch(self.outbox_store.get(transaction_id) or [])
        self.inbox.add(message_id)
        self.outbox_store.delete(transaction_id)
        self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"order": {}, "transactions": {}}, None)

    def save(self, key, document, etag):
        condition = {"if_match": etag} if etag else {"if_none_match": "*"}
        return self.blobs.put(key, document, **condition)
