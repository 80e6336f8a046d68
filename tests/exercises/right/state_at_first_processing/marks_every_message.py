"""Cuts the stream off at the message, and marks every message with a text, in the same append."""

from itertools import takewhile

from consistent_messaging import StoredEvent, derived_id
from orders import CountItems, FirstItemAdded, ItemAdded, ItemsCounted


class OrderHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        earlier = tuple(takewhile(lambda e: e.caused_by != context.message_id, stream.events))
        items = [event.body.item for event in earlier if isinstance(event.body, ItemAdded)]
        changes, answer = decide(items, message)
        if earlier == stream.events:
            bodies = ["handled", *changes]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for position, event in enumerate(changes + answer):
            context.publish(event, derived_id(context.message_id, position))


def decide(items, message):
    if isinstance(message, CountItems):
        return [], [ItemsCounted(message.order_id, len(items))]
    added = ItemAdded(message.order_id, message.item)
    return [added] if items else [FirstItemAdded(message.order_id, message.item), added], []
