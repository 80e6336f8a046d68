"""Worlds with more in them: endpoints, processes, requests, batches, a clock, rules of a broker."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from consistent_messaging import BlobStore, EventStore, OutboxStore, OutgoingMessage, StoredEvent
from consistent_messaging.adapters.replay import PostgresqlStores, Replayed, replay_on
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Broker, Lesson, Rules, Scenario

from replay.random_history import random_history


@dataclass(frozen=True)
class Buy:
    item: str


@dataclass(frozen=True)
class Charge:
    item: str
    reference: str


@dataclass(frozen=True)
class Charged:
    item: str
    reference: str


class Buys:
    """Sends a command with a reference that is a fresh id, and keeps that."""

    def __init__(self, blobs: Any, dispatcher: Any) -> None:
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message: Buy, context: Any) -> None:
        reference = context.new_id()
        self.blobs.put(message.item, {"reference": reference})
        charge = OutgoingMessage(f"{context.message_id}/{reference}", Charge("card", reference))
        self.dispatcher.dispatch([charge])


class Charges:
    """Handles what follows, and tells of it under an id of its own."""

    def __init__(self, blobs: Any, dispatcher: Any) -> None:
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message: Charge, context: Any) -> None:
        self.blobs.put(message.reference, {"by": context.message_id})
        context.publish(Charged(message.item, message.reference), f"{context.message_id}/done")


class Relays:
    """Keeps what is to be sent; a process beside it sends it."""

    def __init__(self, outbox_store: Any, dispatcher: Any) -> None:
        self.outbox, self.dispatcher = outbox_store, dispatcher

    def handle(self, message: Buy, context: Any) -> None:
        event = OutgoingMessage(context.new_id(), Charged(message.item, "relay"))
        self.outbox.put(context.message_id, [event])


class Relay(Relays):
    def run(self, context: Any) -> None:
        for transaction in "AB":
            messages = self.outbox.get(transaction)
            if messages:
                self.dispatcher.dispatch(messages)
                self.outbox.delete(transaction)


class Answers:
    """Answers with a fresh id, a new one at each delivery."""

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle(self, message: Buy, context: Any) -> Charged:
        reference = context.new_id()
        self.blobs.put(message.item, {"reference": reference})
        return Charged(message.item, reference)


class Leases:
    """Takes a lease for some seconds, and tells when it took one over."""

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle(self, message: Buy, context: Any) -> None:
        lease, now = self.blobs.get("lease"), context.now()
        if lease and lease.document["until"] > now:
            raise RuntimeError("Somebody else has it.")
        condition = {"if_match": lease.etag} if lease else {"if_none_match": "*"}
        self.blobs.put("lease", {"until": now + 30, "by": context.message_id}, **condition)
        context.publish(Charged(message.item, "lease"), context.message_id)


class Counts:
    """Appends one event for each delivery, with the number of the delivery."""

    def __init__(self, event_store: Any) -> None:
        self.events = event_store

    def handle(self, message: Buy, context: Any) -> None:
        version = self.events.read("sales").version
        event = StoredEvent(Charged(message.item, str(context.delivery_count)), context.message_id)
        self.events.append("sales", [event], expected_version=version)


class Batches:
    """Handles several messages as one; what there is already comes again."""

    def __init__(self, blobs: Any) -> None:
        self.blobs = blobs

    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        for message, context in batch:
            if self.blobs.get(message.item) is not None:
                context.nack()
                continue
            self.blobs.put(message.item, {"id": context.new_id()}, if_none_match="*")
            context.publish(Charged(message.item, "batch"), context.message_id)


MESSAGES = {"A": Buy("apple"), "B": Buy("bread")}
WORLDS = {
    "endpoints": Scenario(
        Buys,
        {"blobs": BlobStore(), "dispatcher": Outlet()},
        MESSAGES,
        endpoints={Charge: Charges},
    ),
    "processes": Scenario(
        Relays,
        {"outbox_store": OutboxStore(), "dispatcher": Outlet()},
        MESSAGES,
        processes={"relay": Relay},
    ),
    "requests": Scenario(Answers, {"blobs": BlobStore()}, MESSAGES, rules=Rules(requests=(Buy,))),
    "a clock": Scenario(Leases, {"blobs": BlobStore()}, MESSAGES),
    "dead letters": Scenario(
        Counts, {"event_store": EventStore()}, MESSAGES, broker=Broker(most_deliveries=2)
    ),
    "acked first": Scenario(
        Buys,
        {"blobs": BlobStore(), "dispatcher": Outlet()},
        MESSAGES,
        broker=Broker(ack="before the work"),
    ),
    "batches": Scenario(Batches, {"blobs": BlobStore()}, MESSAGES, broker=Broker(batch=2)),
}


def replayed_on(connection: psycopg.Connection, scenario: Scenario, schedule: str) -> Replayed:
    stores = PostgresqlStores(scenario, connection)
    return replay_on(stores, scenario, schedule, messages=("A", "B"))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("world", WORLDS)
def test_a_world_is_the_same_on_postgresql(
    world: str, seed: int, connection: psycopg.Connection, replayed_so_far: Counter[str]
) -> None:
    scenario = WORLDS[world]
    schedule = random_history(scenario, ("A", "B"), seed, 30)
    replayed = replayed_on(connection, scenario, schedule)
    assert replayed.same, (schedule, replayed.differs)
    replayed_so_far.update(histories=1, steps=len(replayed.steps))


def test_a_message_that_follows_is_delivered_as_it_is_in_the_queue(
    connection: psycopg.Connection,
) -> None:
    scenario = WORLDS["endpoints"]
    schedule = scenario.play_quietly("A").schedule
    replayed = replayed_on(connection, scenario, schedule)
    assert replayed.same, replayed.differs
    command, event = replayed.sent
    reference = command.body.reference  # type: ignore[attr-defined]  # of a Charge
    assert command.message_id == f"A/{reference}"
    assert event.message_id == f"A/{reference}/done"
    assert [message.message_id for message in replayed.heard] == [event.message_id]
    assert sorted(replayed.records["blobs"]) == sorted(["apple", reference])


def test_two_answers_to_one_request_are_two_rows(connection: psycopg.Connection) -> None:
    replayed = replayed_on(connection, WORLDS["requests"], "2A +A .A =A +A .A =A +B .B =B")
    assert replayed.same, replayed.differs
    assert replayed.wrong is not None
    assert replayed.wrong.anomaly == "contradictory"
    answers = next(rows for rows in replayed.steps[-1].after if rows.table == "answers")
    assert len(answers.rows) == 3


def test_a_long_pause_lets_a_lease_run_out(connection: psycopg.Connection) -> None:
    replayed = replayed_on(connection, WORLDS["a clock"], "+A .A .A !A +A .A @later +A .A .A .A =A")
    assert replayed.same, replayed.differs
    assert "by" in str(replayed.steps[-1].after[0].rows)


def test_a_loss_after_a_lesson_is_told_by_the_stream(connection: psycopg.Connection) -> None:
    lesson = Lesson(
        "sales",
        (),
        lambda items, message: ((*items, message.item), [Charged(message.item, "1")]),
        lambda records: tuple(
            event.body.item for stream in records["event_store"].values() for event in stream.events
        ),
    )
    scenario = Scenario(
        Counts, {"event_store": EventStore()}, MESSAGES, lesson, broker=Broker(most_deliveries=2)
    )
    replayed = replayed_on(connection, scenario, "+A .A .A =A +B .B .B =B")
    assert replayed.same, replayed.differs
    assert replayed.wrong is not None
    assert replayed.wrong.anomaly == "lost"
    told = replayed.told
    assert told is not None
    published, stream = told.rows[0]
    assert published == "0"
    assert "jsonb_agg(body ORDER BY version)" in told.query
    assert '"item": "apple"' in stream
