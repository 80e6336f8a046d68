"""Publishes what is stored, so that nothing is lost; and answers as if something were.

test_if_an_event_can_be_lost_you_know_how:
    Your code loses nothing, in any sequence: that is where item 5 leads. Leave HISTORY as it was in
    the beginning.

test_if_an_event_can_be_lost_you_know_which:
    Your code loses nothing, in any sequence: that is where item 5 leads. Leave LOST as it was in
    the beginning.

test_if_an_event_can_be_lost_you_know_from_which_step_on:
    Your code loses nothing, in any sequence: that is where item 5 leads. Leave LOST_FROM_STEP as it
    was in the beginning.
"""

from consistent_messaging import StoredEvent, derived_id
from orders import FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        own = [event.body for event in stream.events if event.caused_by == context.message_id]
        events = own or self.decide(stream, message)
        if not own:
            new = [StoredEvent(event, caused_by=context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def decide(self, stream, message):
        first = [] if stream.events else [FirstItemAdded(message.order_id, message.item)]
        return [*first, ItemAdded(message.order_id, message.item)]


# A history in which an event is lost: the last line that Run prints.
HISTORY = "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A"

# The event that nobody ever hears of.
LOST = FirstItemAdded("order-7", "apple")

# The number of the step after which nothing can save it any more.
LOST_FROM_STEP = 4
