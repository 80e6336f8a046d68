"""Greets whoever comes.

test_the_same_guest_twice:
    Duplicate: A took effect twice: guest-book holds Ada, Ada. A·2 reads greetings
    (step 8) after A·1 has written it (step 3), and applies A again (step 9).
"""

from consistent_messaging import StoredEvent, derived_id
from letters import Greeted


class Greeter:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read("greetings")
        greeted = Greeted(message.name)
        new = [StoredEvent(greeted, context.message_id)]
        self.event_store.append("greetings", new, expected_version=stream.version)
        context.publish(greeted, derived_id(context.message_id, "greeted"))
