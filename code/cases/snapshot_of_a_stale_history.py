"""A snapshot is made from a history that was read too early to be complete.

reported: lost, 1 fault
repaired: holds
"""

from consistent_messaging import ConcurrencyError, reads
from consistent_messaging.checker import CRASH, DUPLICATE, STALE_READ, Scope
from consistent_messaging.scenario import Lesson, Scenario
from order_shop import MESSAGES, added


class History:
    """The events of an aggregate, and its latest snapshot, which later loads begin with."""

    def __init__(self):
        self.records = {"events": (), "snapshot": ()}

    @reads
    def events(self):
        return self.records["events"]

    def append(self, event, snapshot):
        """Store the event, and the snapshot after it."""
        self.records["events"] = (*self.records["events"], event)
        self.records["snapshot"] = snapshot

    def append_after(self, version, event, snapshot):
        """The same, if the stream is still at this version."""
        if len(self.records["events"]) != version:
            raise ConcurrencyError(f"The stream is not at version {version}.")
        self.append(event, snapshot)


class Aggregate:
    def __init__(self, history):
        self.history = history

    def handle(self, message, context):
        events = self.history.events()
        if context.message_id not in dict(events):
            event = (context.message_id, message.item)
            self.store(len(events), event, (*events, event))

    def store(self, version, event, snapshot):
        self.history.append(event, snapshot)


class WithItsVersion(Aggregate):
    def store(self, version, event, snapshot):
        self.history.append_after(version, event, snapshot)


def add(items, message):
    return added(items, message)[0], []


def items_in(records):
    return tuple(item for _, item in records["history"]["snapshot"])


def scenario(handler):
    lesson = Lesson("the snapshot", (), add, items_in)
    stale = {"history": "stale"}
    return Scenario(handler, {"history": History()}, MESSAGES, lesson, consistency=stale)


reported = scenario(Aggregate)
repaired = scenario(WithItsVersion)
scope = Scope(("A", "B"), (STALE_READ, CRASH, DUPLICATE), most_faults=2, consumers=1)
