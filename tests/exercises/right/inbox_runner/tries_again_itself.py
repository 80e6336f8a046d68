"""After a conflict begins anew within the same attempt; the ids of the messages are stored."""

from consistent_messaging import ConcurrencyError, OutgoingMessage


class StateMachineRunner:
    def __init__(self, blobs, inbox, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        try:
            self.process_once(message, context, transition)
        except ConcurrencyError:
            self.process(message, context, transition)

    def process_once(self, message, context, transition):
        document, etag = self.load(message.order_id)
        processed = self.inbox.contains(context.message_id)
        if not processed and context.message_id not in document["pending"]:
            document["order"], events = transition(document["order"], message)
            document["pending"][context.message_id] = [[context.new_id(), e] for e in events]
            etag = self.save(message.order_id, document, etag)
        entry = document["pending"].pop(context.message_id, None)
        if not processed:
            self.dispatcher.dispatch([OutgoingMessage(*pair) for pair in entry])
            self.inbox.add(context.message_id)
        if entry is not None:
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"order": {}, "pending": {}}, None)

    def save(self, key, document, etag):
        condition = {"if_match": etag} if etag else {"if_none_match": "*"}
        return self.blobs.put(key, document, **condition)
