"""Calls add_item in the runner, whatever transition it is given.

test_the_runner_knows_no_orders:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised AttributeError: 'PackItem' object has no attribute 'item'.

test_parcels_with_one_fault_in_every_sequence:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised AttributeError: 'PackItem' object has no attribute 'item'.

test_a_parcel_that_is_only_weighed:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised AttributeError: 'PackItem' object has no attribute 'item'.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.runner = StateMachineRunner(blobs, dispatcher)

    def handle(self, message: AddItem, context: MessageContext):
        self.runner.process(message, context, add_item)


class StateMachineRunner:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context: MessageContext, transition):
        document, etag = self.load(message.order_id)

        if context.message_id not in document["outbox"]:
            document, events = add_item(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            self.save(message.order_id, document, etag)

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
