"""Where the inbox knows the message, removes the entry from what was loaded before."""

from consistent_messaging import OutgoingMessage, derived_id


class StateMachineRunner:
    def __init__(self, blobs, inbox, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if not self.inbox.contains(message_id):
            if message_id not in document["outbox"]:
                document = run(transition, document, message, message_id)
                etag = self.save(key, document, etag)
            self.dispatcher.dispatch(document["outbox"][message_id])
            self.inbox.add(message_id)
        if document["outbox"].pop(message_id, None) is not None:
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def run(transition, document, message, message_id):
    document, events = transition(document, message)
    messages = [
        OutgoingMessage(derived_id(message_id, position), event)
        for position, event in enumerate(events)
    ]
    return {**document, "outbox": {**document["outbox"], message_id: messages}}
