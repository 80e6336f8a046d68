"""A large payload is uploaded, and then the message that names it is not sent.

reported: leak, 1 fault
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario
from order_shop import MESSAGES


@dataclass(frozen=True)
class Added:
    """An event: the item is in the payload."""

    item: str


class Payloads:
    def __init__(self):
        self.records = {}

    def upload(self, name, payload):
        self.records[name] = payload


class NewName:
    def __init__(self, payloads, dispatcher):
        self.payloads, self.dispatcher = payloads, dispatcher

    def handle(self, message, context):
        name = self.name(context)
        self.payloads.upload(name, message.item)
        event = OutgoingMessage(context.message_id, Added(message.item))
        self.dispatcher.dispatch([event])

    def name(self, context):
        return context.new_id()


class NameOfTheMessage(NewName):
    def name(self, context):
        return f"payload of {context.message_id}"


def add(state, message):
    return None, [Added(message.item)]


stores = {"payloads": Payloads(), "dispatcher": Outlet()}
lesson = Lesson("the payloads", None, add, lambda records: None)
reported = Scenario(NewName, stores, MESSAGES, lesson)
repaired = Scenario(NameOfTheMessage, stores, MESSAGES, lesson)
scope = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=1, leftovers="none")
