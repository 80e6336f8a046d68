"""Worlds that are harsher than those of the exercises, with a habit that real stores have.

Each function takes the scenario of an exercise and returns it with that habit. A demonstration
names it, to show what a protocol makes of it.
"""

from dataclasses import replace

from consistent_messaging import BlobStore, OutboxStore, reads
from consistent_messaging.scenario import Scenario
from order_lesson import ORDER
from small_shop import AddItem, RemoveItem
from taken_back import decide


def late_replicas(scenario: Scenario) -> Scenario:
    """Let each read of a document or a claim return an outdated value."""
    return replace(scenario, consistency={"blobs": "stale", "claims": "stale"})


def late_records(scenario: Scenario) -> Scenario:
    """Let each read of a record of outgoing messages return an outdated value."""
    return replace(scenario, consistency={"outbox_store": "stale"})


def late_tokens(scenario: Scenario) -> Scenario:
    """Let each look for a token return an outdated answer."""
    return replace(scenario, consistency={"tokens": "stale"})


def digest_etags(scenario: Scenario) -> Scenario:
    """Make each etag of its document's content, in a shop in which B takes A's item out again."""

    class TakingBack(scenario.handler):
        def handle(self, message, context):
            self.runner.process(message, context, decide_for_a_document)

    blobs = BlobStore(etag="digest")
    blobs.put(ORDER, {"items": [], "outbox": {}})
    return replace(
        scenario,
        handler=TakingBack,
        stores={**scenario.stores, "blobs": blobs},
        messages={"A": AddItem(ORDER, "apple"), "B": RemoveItem(ORDER, "apple")},
        lesson=replace(scenario.lesson, decide=decide),
        run=("A", "B"),
    )


def decide_for_a_document(order: dict, message: AddItem | RemoveItem):
    """Return the order after a message, and the events that follow from it."""
    items, events = decide(tuple(order.get("items", ())), message)
    return {**order, "items": [*items]}, events


class ListedRecords(OutboxStore):
    """Records that can be listed, as in a bucket."""

    def put(self, transaction_id, messages):
        """Write the record, over one that is there."""
        self.records[transaction_id] = tuple(messages)

    @reads
    def names(self):
        """Return the names of all records."""
        return sorted(self.records)


class Sweeper:
    """Deletes each record that the document doesn't name."""

    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.blobs, self.outbox_store = blobs, outbox_store

    def run(self, context):
        """Do one round."""
        for name in self.outbox_store.names():
            blob = self.blobs.get(ORDER)
            if blob is None or name not in blob.document["outbox"].values():
                self.outbox_store.delete(name)


def sweeper(scenario: Scenario) -> Scenario:
    """Let a process sweep away the records that no document names."""
    stores = {**scenario.stores, "outbox_store": ListedRecords()}
    return replace(scenario, stores=stores, processes={"sweeper": Sweeper})
