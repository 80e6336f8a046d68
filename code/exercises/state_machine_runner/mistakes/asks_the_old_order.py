"""Asks whether there is more than one item, of an order that does not hold the new one yet.

test_add_item_needs_an_order_and_a_message:
    add_item({items: [apple]}, AddItem(order-7, bread)) decided [FirstItemAdded(order-7, bread),
    ItemAdded(order-7, bread)], not [ItemAdded(order-7, bread)].

test_the_writes_and_sends_are_the_same_as_before:
    You changed what others see. With A, C, A, C, the handler did this: C·1 sends
    ItemAdded(order-7, apple) as event 3. Now it does this: C·1 sends
    FirstItemAdded(order-7, apple) as event 3.

test_items_with_up_to_two_faults_in_every_sequence:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if len(items) <= 1:
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
