"""Removes the entry once its messages are dispatched, and with it the memory of the message.

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 16)
    after A·1 has written it (step 3), and applies A again (step 17).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 28) after A·1 has written it (step 3), and applies A again (step 29).

test_two_messages_may_add_the_same_item:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 16)
    after A·1 has written it (step 3), and applies A again (step 17).

test_two_items_quickly_and_a_delayed_failure_when_acking:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 16)
    after A·1 has written it (step 3), and applies A again (step 17).

test_a_late_copy_changes_nothing_and_sends_nothing:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 10) after
    A·1 has written it (step 3), and applies A again (step 11).

test_two_items_with_up_to_two_faults_in_every_sequence:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 8) after A·1
    has written it (step 3), and applies A again (step 9).
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message: AddItem, context: MessageContext):
        order, etag = self.load(message.order_id)

        if context.message_id not in order["outbox"]:
            order["items"].append(message.item)
            events = events_after(order, message)
            order["outbox"][context.message_id] = outgoing(context.message_id, events)
            etag = self.save(message.order_id, order, etag)

        if order["outbox"][context.message_id] is not None:
            self.dispatcher.dispatch(order["outbox"][context.message_id])
            del order["outbox"][context.message_id]
            self.save(message.order_id, order, etag)

    def load(self, order_id):
        blob = self.blobs.get(order_id)
        if blob is None:
            return {"items": [], "outbox": {}}, None
        return blob.document, blob.etag

    def save(self, order_id, order, etag):
        if etag is None:
            return self.blobs.put(order_id, order, if_none_match="*")
        return self.blobs.put(order_id, order, if_match=etag)


def events_after(order, message: AddItem):
    added = ItemAdded(message.order_id, message.item)
    if len(order["items"]) > 1:
        return [added]
    return [FirstItemAdded(message.order_id, message.item), added]


def outgoing(message_id, events):
    return [
        OutgoingMessage(derived_id(message_id, type(event).__name__), event) for event in events
    ]
