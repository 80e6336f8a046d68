"""Keeps the entries under the content of the message, and marks the message by its id.

test_two_messages_may_have_the_same_content: Lost: ItemAdded(order-7, apple) was
"""

from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    MessageContext,
    OutgoingMessage,
    derived_id,
)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, inbox: Inbox, dispatcher: Dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)
        if self.inbox.contains(context.message_id):
            self.clean_up(message.order_id, repr(message))
            return

        if repr(message) not in document["outbox"]:
            document, events = transition(document, message)
            document["outbox"][repr(message)] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        self.dispatcher.dispatch(document["outbox"][repr(message)])
        self.inbox.add(context.message_id)
        self.remove_entry(message.order_id, document, etag, repr(message))

    def clean_up(self, key, message_id):
        document, etag = self.load(key)
        if message_id in document["outbox"]:
            self.remove_entry(key, document, etag, message_id)

    def remove_entry(self, key, document, etag, message_id):
        del document["outbox"][message_id]
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
