"""Writes the guest down and keeps silent.

test_one_guest:
    Lost: Greeted(Ada) was never published.

test_the_same_guest_twice:
    Lost: Greeted(Ada) was never published.
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
