"""Keeps the events, and gives them their ids when they are dispatched.

test_two_messages_may_add_the_same_item:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids, new-1 and new-3:
    two events to those who hear them.

test_two_items_in_every_sequence:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids, new-1 and new-4:
    two events to those who hear them.

test_two_items_with_up_to_two_faults_in_every_sequence:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids, new-1 and new-4:
    two events to those who hear them.
"""

from consistent_messaging import BlobStore, Dispatcher, MessageContext, OutgoingMessage
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
            order["outbox"][context.message_id] = events
            etag = self.save(message.order_id, order, etag)

        if order["outbox"][context.message_id] is not None:
            events = order["outbox"][context.message_id]
            self.dispatcher.dispatch(outgoing(context, events))
            order["outbox"][context.message_id] = None
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


def outgoing(context, events):
    return [OutgoingMessage(context.new_id(), event) for event in events]
