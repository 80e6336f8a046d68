"""Keeps the messages in the document while they fit there, and only else in a record."""

from consistent_messaging import (
    DocumentTooLarge,
    MessagingError,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.outbox_store = outbox_store
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if self.inbox.contains(message_id):
            document, etag = self.load(key)
            if document["outbox"].pop(message_id, None):
                self.save(key, document, etag)
            return
        if message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][message_id] = {"messages": outgoing(message_id, events)}
            etag = self.commit(key, document, etag, context)
        self.dispatch(document["outbox"].pop(message_id))
        self.inbox.add(message_id)
        self.save(key, document, etag)

    def commit(self, key, document, etag, context):
        try:
            return self.save(key, document, etag)
        except DocumentTooLarge:
            record = context.new_id()
            self.outbox_store.put(record, document["outbox"][context.message_id]["messages"])
            document["outbox"][context.message_id] = {"record": record}
            return self.commit_reference(key, document, etag, record)

    def commit_reference(self, key, document, etag, record):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            if error.definite:
                self.outbox_store.delete(record)
            raise

    def dispatch(self, entry):
        if "messages" in entry:
            self.dispatcher.dispatch(entry["messages"])
            return
        self.dispatcher.dispatch(self.outbox_store.get(entry["record"]) or [])
        self.outbox_store.delete(entry["record"])

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(message_id, events):
    ids = [derived_id(message_id, position) for position in range(len(events))]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]
