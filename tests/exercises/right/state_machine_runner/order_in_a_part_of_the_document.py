"""Keeps the order in a part of the document, away from the outbox; the outbox is functions."""

from consistent_messaging import OutgoingMessage, derived_id
from orders import FirstItemAdded, ItemAdded


def add_item(order, message):
    first = [] if order.get("items") else [FirstItemAdded(message.order_id, message.item)]
    items = [*order.get("items", []), message.item]
    return {"items": items}, [*first, ItemAdded(message.order_id, message.item)]


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.process = StateMachineRunner(blobs, dispatcher).process

    def handle(self, message, context):
        self.process(message, context, transition=add_item)


class StateMachineRunner:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        blob = self.blobs.get(key)
        document = blob.document if blob else {"state": {}, "outbox": {}}
        etag = blob.etag if blob else None
        if is_new(document, message_id):
            document["state"], events = transition(document["state"], message)
            fill(document, message_id, events)
            etag = self.put(key, document, etag)
        if is_waiting(document, message_id):
            self.dispatcher.dispatch(document["outbox"][message_id])
            empty(document, message_id)
            self.put(key, document, etag)

    def put(self, key, document, etag):
        condition = {"if_match": etag} if etag else {"if_none_match": "*"}
        return self.blobs.put(key, document, **condition)


def is_new(document, message_id):
    return message_id not in document["outbox"]


def is_waiting(document, message_id):
    return document["outbox"][message_id] is not None


def fill(document, message_id, events):
    ids = [derived_id(message_id, position) for position in range(len(events))]
    messages = [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]
    document["outbox"][message_id] = messages


def empty(document, message_id):
    document["outbox"][message_id] = None
