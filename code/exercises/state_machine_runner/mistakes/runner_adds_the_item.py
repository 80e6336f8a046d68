"""Lets the runner add the item, and asks the transition for the events alone.

test_add_item_needs_an_order_and_a_message:
    add_item({items: []}, AddItem(order-7, apple)) returned [FirstItemAdded(order-7, apple),
    ItemAdded(order-7, apple)]. It returns two things: the next order, which is a dict with items,
    and a list of events.

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
    added = ItemAdded(message.order_id, message.item)
    if order["items"]:
        return [added]
    return [FirstItemAdded(message.order_id, message.item), added]


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
            events = transition(document, message)
            document["items"].append(message.item)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, document, etag)

        if document["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            document["outbox"][context.message_id] = None
            self.save(message.order_id, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        if blob is None:
            return {"items": [], "outbox": {}}, None
        return blob.document, blob.etag

    def save(self, key, document, etag):
        if etag is None:
            return self.blobs.put(key, document, if_none_match="*")
        return self.blobs.put(key, document, if_match=etag)


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
