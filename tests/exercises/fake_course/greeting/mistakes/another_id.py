"""Publishes under a new id.

test_the_same_guest_twice:
    Duplicate: Greeted(Ada) was published under different ids, new-1 and new-2: two events to
    those who hear them.
"""

from consistent_messaging import StoredEvent
from letters import Greeted


class Greeter:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read("greetings")
        greeted = Greeted(message.name)
        if context.message_id not in [event.caused_by for event in stream.events]:
            new = [StoredEvent(greeted, context.message_id)]
            self.event_store.append("greetings", new, expected_version=stream.version)
        context.publish(greeted, context.new_id())
