"""Several connections at the same time: of those that try the same, exactly one gets it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any

import pytest
from conformance import CODEC
from consistent_messaging.adapters import postgresql
from consistent_messaging.adapters.postgresql.connection import connect
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import ConcurrencyError, UniqueViolation
from consistent_messaging.api.stores import StoredEvent, TableSession
from servers import own_server_or_wheel

CLIENTS = 8
ROUNDS = 40


@pytest.fixture(scope="module")
def connections() -> Iterator[list[Any]]:
    """Connections to one server."""
    with own_server_or_wheel() as url, ExitStack() as stack:
        opened = [connect(url) for _ in range(CLIENTS)]
        for connection in opened:
            stack.callback(connection.close)
        yield opened


class Clients:
    """A store for each connection, all on one table; `at_once` calls them in threads."""

    def __init__(self, kind: Any, connections: list[Any]) -> None:
        table = f"conformance_{kind.default_name}"
        self.stores = [kind(connection, CODEC, table) for connection in connections]
        self.at_once(lambda store, _: store.create_table())
        self.stores[0].clear()

    def at_once(self, call: Callable[[Any, int], Any]) -> list[Any]:
        """Call with each store and its number, all at the same moment; the answers, or errors."""
        barrier = Barrier(CLIENTS)

        def run(number: int) -> Any:
            barrier.wait(timeout=30)
            try:
                return call(self.stores[number], number)
            except ConcurrencyError as error:
                return error

        with ThreadPoolExecutor(CLIENTS) as threads:
            return list(threads.map(run, range(CLIENTS)))


def winners(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, ConcurrencyError)]


def test_all_may_make_the_tables_at_once(connections: list[Any]) -> None:
    for _ in range(ROUNDS // 4):
        clients = Clients(postgresql.BlobStore, connections)
        clients.stores[0].put("a", {})
        connections[0].execute("DROP TABLE conformance_blobs")
        connections[0].execute("DROP SEQUENCE conformance_blobs_etag")


def test_one_claim_is_the_first(connections: list[Any]) -> None:
    clients = Clients(postgresql.ClaimInbox, connections)
    for turn in range(ROUNDS):
        claimed = clients.at_once(
            lambda store, n, key=str(turn): store.try_claim(key, f"claim {n}")
        )
        assert claimed.count(True) == 1
        seen = clients.at_once(lambda store, _, key=str(turn): store.claimed_by(key))
        assert seen == [f"claim {claimed.index(True)}"] * CLIENTS


def test_one_append_is_written_and_all_of_it(connections: list[Any]) -> None:
    """Each appends a number of events of its own, so that a part of one would be seen."""
    clients = Clients(postgresql.EventStore, connections)
    for turn in range(ROUNDS):
        stream = f"stream {turn % 4}"
        before = clients.stores[0].read(stream)

        def append(store: Any, number: int, at: int = before.version, name: str = stream) -> Any:
            events = [StoredEvent((number, part), "m") for part in range(1 + number % 4)]
            return number, store.append(name, events, expected_version=at)

        ((winner, version),) = winners(clients.at_once(append))
        after = clients.stores[0].read(stream)
        new = [event.body for event in after.events[before.version :]]
        assert new == [(winner, part) for part in range(1 + winner % 4)]
        assert after.version == version


def test_one_writes_over_the_version_that_all_have_read(connections: list[Any]) -> None:
    clients = Clients(postgresql.BlobStore, connections)
    etag = clients.stores[0].put("a", {"by": "nobody"})
    for _ in range(ROUNDS):

        def put(store: Any, number: int, read: str = etag) -> Any:
            return number, store.put("a", {"by": number}, if_match=read)

        ((winner, etag),) = winners(clients.at_once(put))
        blob = clients.stores[0].get("a")
        assert (blob.document, blob.etag) == ({"by": winner}, etag)


def test_one_creates_a_document(connections: list[Any]) -> None:
    clients = Clients(postgresql.BlobStore, connections)
    for turn in range(ROUNDS):

        def put(store: Any, number: int, key: str = str(turn)) -> Any:
            return number, store.put(key, {"by": number}, if_none_match="*")

        ((winner, _),) = winners(clients.at_once(put))
        assert clients.stores[0].get(str(turn)).document == {"by": winner}


def test_a_version_is_written_over_or_deleted_never_both(connections: list[Any]) -> None:
    clients = Clients(postgresql.BlobStore, connections)
    for turn in range(ROUNDS):
        etag = clients.stores[0].put("a", {"by": "nobody"})

        def put_or_delete(store: Any, number: int, read: str = etag) -> Any:
            if number % 2:
                return number, store.delete("a", if_match=read)
            return number, store.put("a", {"by": number}, if_match=read)

        ((winner, _),) = winners(clients.at_once(put_or_delete))
        blob = clients.stores[0].get("a")
        assert (blob and blob.document) == (None if winner % 2 else {"by": winner}), turn


def test_writes_without_a_condition_have_different_etags(connections: list[Any]) -> None:
    clients = Clients(postgresql.BlobStore, connections)
    for _ in range(ROUNDS // 4):
        etags = clients.at_once(lambda store, number: store.put("a", {"by": number}))
        assert len(set(etags)) == CLIENTS
        blob = clients.stores[0].get("a")
        assert blob.document == {"by": etags.index(blob.etag)}


def test_a_message_is_received_once_within_its_lease(connections: list[Any]) -> None:
    clients = Clients(postgresql.Queue, connections)
    sent = [OutgoingMessage(f"m{number}", number) for number in range(CLIENTS * 10)]
    for message in sent:
        clients.stores[0].send(message)

    def receive_all(store: Any, _: int) -> list[Any]:
        return list(iter(store.receive, None))

    received = [delivery for part in clients.at_once(receive_all) for delivery in part]
    assert sorted(delivery.message.body for delivery in received) == list(range(len(sent)))
    assert {delivery.count for delivery in received} == {1}

    acked = clients.at_once(lambda store, _: [store.ack(delivery) for delivery in received])
    assert [answers.count(True) for answers in zip(*acked, strict=True)] == [1] * len(sent)


def test_a_delivery_whose_lease_ran_out_is_one_others(connections: list[Any]) -> None:
    clients = Clients(postgresql.Queue, connections)
    for turn in range(ROUNDS):
        clients.stores[0].send(OutgoingMessage(f"m{turn}", turn))
        late = clients.stores[0].receive(lease_seconds=0.0)
        deliveries = clients.at_once(lambda store, _: store.receive())
        (delivery,) = filter(None, deliveries)
        assert (delivery.count, delivery.message) == (2, late.message)
        assert not clients.stores[0].ack(late)
        assert not clients.stores[0].release(late)
        assert clients.stores[0].ack(delivery)


def test_a_search_that_found_nothing_lets_one_row_appear(connections: list[Any]) -> None:
    """All look for a seat, find none taken, and take one each: with a key of its own."""
    clients = Clients(postgresql.Table, connections)
    for turn in range(ROUNDS):
        prefix = f"seat {turn}/"
        sessions = [TableSession(store) for store in clients.stores]
        assert [session.find(prefix) for session in sessions] == [[]] * CLIENTS

        def take(_: Any, number: int, among: Any = sessions, begin: str = prefix) -> Any:
            among[number].commit({f"{begin}{number}": {"by": number}})
            return number

        (winner,) = winners(clients.at_once(take))
        assert [row.value for row in clients.stores[0].find(prefix)] == [{"by": winner}]


def test_two_rows_that_were_read_together_are_written_by_one(connections: list[Any]) -> None:
    """Each reads both doctors on call and takes itself off: one has to stay."""
    clients = Clients(postgresql.Table, connections)
    for _ in range(ROUNDS):
        clients.stores[0].commit({"doctor 0": {"on": True}, "doctor 1": {"on": True}})
        sessions = [TableSession(store) for store in clients.stores]
        for session in sessions:
            assert all(row.value["on"] for row in session.find("doctor"))

        def leave(_: Any, number: int, among: Any = sessions) -> Any:
            return among[number].commit({f"doctor {number % 2}": {"on": False}})

        assert len(winners(clients.at_once(leave))) == 1
        assert sum(row.value["on"] for row in clients.stores[0].find("doctor")) == 1


def test_one_inserts_a_row_and_the_others_keep_nothing(connections: list[Any]) -> None:
    clients = Clients(postgresql.Table, connections)
    for turn in range(ROUNDS):

        def insert(store: Any, number: int, key: str = str(turn)) -> Any:
            try:
                store.commit({f"by {number}": {}}, inserts={key: {"by": number}})
            except UniqueViolation as error:
                return ConcurrencyError(str(error))
            return number

        (winner,) = winners(clients.at_once(insert))
        rows = clients.stores[0].records
        assert {key for key in rows if key.startswith("by ")} == {f"by {winner}"}
        clients.stores[0].commit(deletes=[f"by {winner}"])
