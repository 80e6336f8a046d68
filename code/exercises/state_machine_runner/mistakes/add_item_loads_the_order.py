"""Lets add_item load the order, since it is about orders.

test_add_item_needs_an_order_and_a_message:
    add_item asks for blobs, message. It gets an order and a message: a decision needs no store, no
    dispatcher and no context.

test_add_item_changes_nothing_that_it_was_given:
    add_item asks for blobs, message. It gets an order and a message: a decision needs no store, no
    dispatcher and no context.

test_the_runner_knows_no_orders:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: BlobStore.get(key): too many positional arguments.

test_parcels_with_one_fault_in_every_sequence:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: BlobStore.get(key): too many positional arguments.

test_a_parcel_that_is_only_weighed:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: BlobStore.get(key): too many positional arguments.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(blobs: BlobStore, message: AddItem):
    blob = blobs.get(message.order_id)
    order = blob.document if blob else {"outbox": {}}
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
            document, events = transition(self.blobs, message)
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
