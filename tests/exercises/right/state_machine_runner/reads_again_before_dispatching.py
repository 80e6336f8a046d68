"""Commits, and then reads again what is to be dispatched; the handler knows the empty order."""

from consistent_messaging import OutgoingMessage, derived_id
from orders import FirstItemAdded, ItemAdded


def add_item(order, message):
    events = [ItemAdded(message.order_id, message.item)]
    if order["items"] == []:
        events = [FirstItemAdded(message.order_id, message.item), *events]
    return order | {"items": order["items"] + [message.item]}, events


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.runner = StateMachineRunner(blobs, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, self.transition)

    def transition(self, order, message):
        return add_item({"items": []} | order, message)


class StateMachineRunner:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        self.commit(message, context.message_id, transition)
        self.dispatch(message.order_id, context.message_id)

    def commit(self, message, message_id, transition):
        blob = self.blobs.get(message.order_id)
        document = blob.document if blob else {"outbox": {}}
        if message_id in document["outbox"]:
            return
        document, events = transition(document, message)
        outbox = document["outbox"] | {message_id: outgoing(message_id, events)}
        if blob:
            self.blobs.put(message.order_id, document | {"outbox": outbox}, if_match=blob.etag)
        else:
            self.blobs.put(message.order_id, document | {"outbox": outbox}, if_none_match="*")

    def dispatch(self, key, message_id):
        blob = self.blobs.get(key)
        messages = blob.document["outbox"][message_id]
        if messages is not None:
            self.dispatcher.dispatch(messages)
            blob.document["outbox"][message_id] = None
            self.blobs.put(key, blob.document, if_match=blob.etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
