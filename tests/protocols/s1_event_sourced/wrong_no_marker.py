"""S1: a message that changes nothing leaves no trace in the stream.

Lesson: add_or_count, with A = AddItem and B = CountItems
Anomaly: contradictory
Needs: 1 fault: lost answer, crash or lost ack; 2 messages
History: B tells that there are 0 items and its attempt ends, A adds one, B comes again and tells
    that there is 1, under the same id.
"""

from itertools import takewhile

from consistent_messaging import StoredEvent, derived_id
from messages import FirstItemAdded, ItemAdded, add_or_count


def order_of(events):
    return {"items": [event.body.item for event in events if isinstance(event.body, ItemAdded)]}


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        earlier = takewhile(lambda event: event.caused_by != context.message_id, stream.events)
        _, events = add_or_count(order_of(earlier), message)
        if all(event.caused_by != context.message_id for event in stream.events):
            self.append(stream, message, events, context.message_id)
        for position, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, position))

    def append(self, stream, message, events, message_id):
        changes = [event for event in events if isinstance(event, (FirstItemAdded, ItemAdded))]
        new = [StoredEvent(body, caused_by=message_id) for body in changes]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
