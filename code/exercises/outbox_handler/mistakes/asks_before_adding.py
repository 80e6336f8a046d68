"""Asks which events follow before the item is in: every item but the first is called one.

test_the_same_message_again_after_another:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.

test_a_copy_that_comes_after_many_others:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread, dates, eggs.

test_two_messages_may_add_the_same_item:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids, A/FirstItemAdded
    and C/FirstItemAdded: two events to those who hear them.

test_each_order_has_a_document_of_its_own:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.

test_two_items_quickly_and_a_delayed_failure_when_acking:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.

test_a_crash_after_the_first_put:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.

test_two_items_in_every_sequence:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.

test_two_items_with_up_to_two_faults_in_every_sequence:
    Contradictory: FirstItemAdded(order-7, bread) was published, which does not fit: order-7 holds
    apple, bread.
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
            events = events_after(order, message)
            order["items"].append(message.item)
            outbox[context.message_id] = outgoing(context.message_id, events)
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
