"""S1: the decision asks the clock, and the answer is not stored.

Anomaly: contradictory
Needs: no fault, 1 message
History: FirstItemAdded is sent with the time of this attempt, which no order of the messages would
    give it.
"""

from consistent_messaging import StoredEvent, derived_id
from messages import ItemAdded, add_item


def order_of(events):
    return {"items": [event.body.item for event in events if isinstance(event.body, ItemAdded)]}


def before(message_id, events):
    causes = [event.caused_by for event in events]
    return events[: causes.index(message_id)] if message_id in causes else events


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        earlier = before(context.message_id, stream.events)
        _, events = add_item(order_of(earlier), message)
        if earlier == stream.events:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for position, event in enumerate(events):
            body = type(event)(event.order_id, f"{event.item} at {context.now()}")
            context.publish(body, derived_id(context.message_id, position))
