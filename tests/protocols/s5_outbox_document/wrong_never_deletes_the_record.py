"""S5: the record stays when its messages are dispatched.

Anomaly: leak
Needs: no fault, 1 message
History: A is processed to its end, and its record stays.
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
        if self.inbox.contains(context.message_id):
            self.drop_reference(*self.load(message.order_id), message, context)
            return
        if context.message_id not in document["outbox"]:
            document, events = transition(document, message)
            transaction_id = self.prepare(context, events)
            document["outbox"][context.message_id] = transaction_id
            etag = self.commit(message.order_id, document, etag, transaction_id)
        self.dispatch(document["outbox"][context.message_id])
        self.inbox.add(context.message_id)
        self.drop_reference(document, etag, message, context)

    def prepare(self, context, events):
        transaction_id = context.new_id()
        self.outbox_store.put(transaction_id, outgoing(context.message_id, events))
        return transaction_id

    def commit(self, key, document, etag, transaction_id):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                self.outbox_store.delete(transaction_id)
            raise

    def dispatch(self, transaction_id):
        messages = self.outbox_store.get(transaction_id)
        if messages is not None:
            self.dispatcher.dispatch(messages)

    def drop_reference(self, document, etag, message, context):
        if document["outbox"].pop(context.message_id, None):
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

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
