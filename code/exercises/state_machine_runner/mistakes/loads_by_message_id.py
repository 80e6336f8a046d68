"""Takes the id of the message for the key of the document.

test_the_writes_and_sends_are_the_same_as_before:
    You changed what others see. With A, C, A, C, the handler did this: C·1 writes apple,
    apple. Now it does this: nothing more.

test_the_runner_knows_no_orders:
    Stuck: A was delivered 5 times and its last copy was never acked, though nothing went wrong
    around it: order-7 exists already: A·1 wrote it in step 4.

test_parcels_with_one_fault_in_every_sequence:
    Stuck: B was delivered 5 times and never acked, though nothing went wrong around it: order-7
    exists already: A·1 wrote it in step 4.

test_a_parcel_that_is_only_weighed:
    Stuck: C was delivered 5 times and never acked, though nothing went wrong around it: order-7
    exists already: A·1 wrote it in step 4.

test_items_with_up_to_two_faults_in_every_sequence:
    Stuck: B was delivered 5 times and never acked, though nothing went wrong around it: order-7
    exists already: A·1 wrote it in step 6.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order, message: AddItem):
    items = order.get("items", [])
    events = [] if items else [FirstItemAdded(message.order_id, message.item)]
    events.append(ItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.runner = StateMachineRunner(blobs, dispatcher)

    def handle(self, message: AddItem, context: MessageContext):
        self.runner.process(message, context, add_item)


class StateMachineRunner:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        document, etag = self.load(context.message_id)

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
