"""Commits, dispatches, marks and cleans up, each from a fresh read of the document."""

from consistent_messaging import OutgoingMessage, derived_id


class StateMachineRunner:
    def __init__(self, blobs, inbox, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        if not self.commit(message, context.message_id, transition):
            self.dispatch(message.order_id, context.message_id)
            self.inbox.add(context.message_id)
        self.clean_up(message.order_id, context.message_id)

    def commit(self, message, message_id, transition):
        document, etag = self.load(message.order_id)
        known = self.inbox.contains(message_id)
        if not known and message_id not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][message_id] = [
                OutgoingMessage(derived_id(message_id, type(event).__name__), event)
                for event in events
            ]
            self.save(message.order_id, document, etag)
        return known

    def dispatch(self, key, message_id):
        document, _ = self.load(key)
        self.dispatcher.dispatch(document["outbox"].get(message_id, []))

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["outbox"]:
            del document["outbox"][message_id]
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")
