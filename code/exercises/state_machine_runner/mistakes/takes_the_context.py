"""Lets add_item take the context, and give the events their ids.

test_add_item_needs_an_order_and_a_message:
    add_item asks for order, message, context. It gets an order and a message: a decision needs no
    store, no dispatcher and no context.

test_add_item_changes_nothing_that_it_was_given:
    add_item asks for order, message, context. It gets an order and a message: a decision needs no
    store, no dispatcher and no context.

test_the_runner_knows_no_orders:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: pack_item() takes 2 positional arguments but 3 were given.

test_parcels_with_one_fault_in_every_sequence:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: pack_item() takes 2 positional arguments but 3 were given.

test_a_parcel_that_is_only_weighed:
    StateMachineRunner was given pack_item and PackItem(order-7, 600), which are no orders, and
    raised TypeError: pack_item() takes 2 positional arguments but 3 were given.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem, context: MessageContext):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, outgoing(context.message_id, events)


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
            document, messages = transition(document, message, context)
            document["outbox"][context.message_id] = messages
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
