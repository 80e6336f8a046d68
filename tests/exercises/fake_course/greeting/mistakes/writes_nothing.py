"""Greets and forgets.

test_one_guest:
    Ghost: Greeted(Ada) was published, and guest-book holds nothing.

test_the_same_guest_twice:
    Ghost: Greeted(Ada) was published, and guest-book holds nothing.
"""

from consistent_messaging import derived_id
from letters import Greeted


class Greeter:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        greeted = Greeted(message.name)
        context.publish(greeted, derived_id(context.message_id, "greeted"))
