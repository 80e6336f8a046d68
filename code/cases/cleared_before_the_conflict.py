"""A repository clears its uncommitted events, and only then asks whether they conflict.

reported: lost, 0 faults
repaired: holds
"""

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from consistent_messaging.scenario import Lesson, Scenario
from order_shop import MESSAGES, added


class Stream:
    """The events of one order: the id of the message, and the item that was added."""

    def __init__(self):
        self.records = {"events": ()}

    def events(self):
        return self.records["events"]

    def commit(self, events, version):
        """Append the events; refuse that if the stream has another version by now."""
        if len(self.records["events"]) != version:
            raise ConcurrencyError(f"The stream is not at version {version}.")
        self.records["events"] += tuple(events)


class Repository:
    def __init__(self, stream):
        self.stream = stream

    def handle(self, message, context):
        events = self.stream.events()
        if context.message_id not in dict(events):
            self.save([(context.message_id, message.item)], len(events))

    def save(self, uncommitted, version):
        try:
            self.stream.commit(uncommitted, version)
        except ConcurrencyError:
            uncommitted = self.after_a_conflict(uncommitted)
            committed = self.stream.events()
            known = dict(committed)
            if any(key in known for key, _ in uncommitted):
                raise  # a real conflict: handle the message again
            self.save(uncommitted, len(committed))

    def after_a_conflict(self, uncommitted):
        return []


class KeepsThem(Repository):
    def after_a_conflict(self, uncommitted):
        return uncommitted


def add(items, message):
    return added(items, message)[0], []


def items_in(records):
    return tuple(item for _, item in records["stream"]["events"])


lesson = Lesson("the order", (), add, items_in)
reported = Scenario(Repository, {"stream": Stream()}, MESSAGES, lesson)
repaired = Scenario(KeepsThem, {"stream": Stream()}, MESSAGES, lesson)
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
