"""Keeps bare events in the outbox, which nobody can dispatch.

test_one_item_in_one_attempt:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_the_same_message_again_after_another:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_a_copy_that_comes_after_many_others:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_two_messages_may_add_the_same_item:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_each_order_has_a_document_of_its_own:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_two_items_quickly_and_a_delayed_failure_when_acking:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_a_crash_after_the_first_put:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not ItemAdded(order_id='order-7',
    item='bread')

test_a_late_copy_changes_nothing_and_sends_nothing:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_two_items_in_every_sequence:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')

test_two_items_with_up_to_two_faults_in_every_sequence:
    TypeError: dispatch takes OutgoingMessage(message_id, body), not
    FirstItemAdded(order_id='order-7', item='apple')
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs: BlobStore, dispatcher: Dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message: AddItem, context: MessageContext):
        order, etag = self.load(message.order_id)

        outbox = order["outbox"]
        if context.message_id not in outbox:
            order["items"].append(message.item)
            events = events_after(order, message)
            outbox[context.message_id] = events
            etag = self.save(message.order_id, order, etag)

        if outbox[context.message_id] is None:
            return
        self.dispatcher.dispatch(outbox[context.message_id])
        outbox[context.message_id] = None
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
