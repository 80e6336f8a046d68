"""Dispatches what the transition decided, and then saves it.

test_the_writes_and_sends_are_the_same_as_before:
    You changed what others see. With A, the handler did this: A·1 writes apple. Now it does this:
    A·1 sends FirstItemAdded(order-7, apple) as event 1.

test_parcels_with_one_fault_in_every_sequence:
    Ghost: ParcelTooHeavy(order-7, 1100) was published, and the parcel holds 600.

test_a_parcel_that_is_only_weighed:
    Contradictory: ParcelWeighed(order-7, 0) and ParcelWeighed(order-7, 600) were published under
    one id, C/ParcelWeighed.

test_items_with_up_to_two_faults_in_every_sequence:
    Ghost: FirstItemAdded(order-7, apple) was published, and order-7 holds nothing.
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
            document, events = transition(document, message)
            document["outbox"][context.message_id] = outgoing(context.message_id, events)
            self.dispatcher.dispatch(document["outbox"][context.message_id])
            etag = self.save(message.order_id, document, etag)

        if document["outbox"][context.message_id] is not None:
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
