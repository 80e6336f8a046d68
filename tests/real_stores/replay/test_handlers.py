"""Handlers and stores that are made to be hard to replay."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from consistent_messaging import BlobStore, ConcurrencyError, Inbox, OutgoingMessage
from consistent_messaging.adapters.postgresql import BlobStore as RealBlobs
from consistent_messaging.adapters.postgresql import Queue
from consistent_messaging.adapters.replay import (
    NotReplayedHere,
    PostgresqlStores,
    Replayed,
    replay_on,
)
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario

CODE = Path(__file__).parents[3] / "code"


@dataclass(frozen=True)
class AddItem:
    order: str
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str
    where: tuple[str, ...] = ()


def decide(items: tuple[str, ...], message: AddItem) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [ItemAdded(message.item)]


def scenario_of(
    handle: Callable[..., None], stores: Mapping[str, Any] | None = None, **others: Any
) -> Scenario:
    """A scenario whose handler has this function, which gets the handler's stores as a tuple."""

    class Handler:
        def __init__(self, *stores: Any) -> None:
            self.stores = stores

        def handle(self, message: Any, context: Any) -> None:
            handle(self.stores, message, context)

    given = stores or {"blobs": BlobStore(), "dispatcher": Outlet()}
    messages = {name: AddItem("order-7", item) for name, item in (("A", "apple"), ("B", "bread"))}
    return Scenario(Handler, given, messages, **others)


def add(stores: Any, message: AddItem, context: Any) -> None:
    """Add an item and send its event: what is right as long as nothing happens."""
    blobs, *others = stores
    blob = blobs.get(message.order)
    items = [*(blob.document["items"] if blob else []), message.item]
    condition = {"if_match": blob.etag} if blob else {"if_none_match": "*"}
    blobs.put(message.order, {"items": items}, **condition)
    others[-1].dispatch([OutgoingMessage(context.message_id, ItemAdded(message.item))])


def replayed_on(connection: psycopg.Connection, scenario: Scenario, schedule: str) -> Replayed:
    return replay_on(PostgresqlStores(scenario, connection), scenario, schedule)


def alone(scenario: Scenario, *names: str) -> str:
    return scenario.play_quietly(*(names or ("A",))).schedule


ORDERS = Lesson(
    "order-7",
    (),
    decide,
    lambda records: tuple(
        dict(records["blobs"]["order-7"].document.items)["items"].items
        if "order-7" in records["blobs"]
        else ()
    ),
)


def test_a_loss_is_one_row_of_a_select(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        if stores[0].get(message.order) is None:
            add(stores, message, context)

    scenario = scenario_of(handle, lesson=ORDERS)
    replayed = replayed_on(connection, scenario, "+A .A .A .A !A +A .A =A")
    assert replayed.same, replayed.differs
    assert str(replayed.wrong and replayed.wrong.anomaly) == "lost"
    told = replayed.told
    assert told is not None
    assert told.columns == ("published", "order-7")
    assert told.rows == (("0", '{"items": ["apple"]}'),)
    assert told.query == (
        "SELECT\n"
        "  (SELECT count(DISTINCT message->>'message_id') FROM queue WHERE message->'body' = "
        """'{"$type":"ItemAdded","item":"apple","where":{"$type":"tuple","items":[]}}'::jsonb)"""
        """::text AS "published",\n"""
        "  (SELECT document FROM blobs WHERE key = 'order-7')::text AS \"order-7\""
    )


def test_each_step_has_its_sql_and_the_tables_before_and_after(
    connection: psycopg.Connection,
) -> None:
    replayed = replayed_on(connection, scenario_of(add), "+A .A .A .A =A")
    delivered, got, put, sent, acked = replayed.steps
    assert [len(step.statements) for step in replayed.steps] == [0, 1, 1, 1, 0]
    assert got.statements[0].query == "SELECT document::text, etag FROM blobs WHERE key = %s"
    assert got.statements[0].parameters == ("order-7",)
    assert got.statements[0].rows == ()
    assert [put.changed, sent.changed, acked.changed] == [("blobs",), ("queue",), ()]
    assert put.before[0].rows == ()
    assert put.after[0].columns == ("key", "document", "etag")
    assert put.after[0].rows == (("order-7", '{"items": ["apple"]}', "1"),)
    assert put.after == sent.before
    assert put.exchanges[0].simulated.value == "v1"
    assert put.exchanges[0].real.value == "1"
    assert delivered.exchanges == acked.exchanges == ()


@pytest.mark.parametrize("mark", ["_", "^"])
def test_a_request_that_is_lost_or_refused_never_gets_to_the_table(
    connection: psycopg.Connection, mark: str
) -> None:
    replayed = replayed_on(connection, scenario_of(add), f"+A .A {mark}A")
    assert replayed.same, replayed.differs
    assert replayed.steps[-1].statements == ()
    assert replayed.steps[-1].after[0].rows == ()


def test_an_answer_that_is_lost_is_a_row_in_the_table(connection: psycopg.Connection) -> None:
    replayed = replayed_on(connection, scenario_of(add), "+A .A ?A")
    assert replayed.same, replayed.differs
    assert replayed.steps[-1].after[0].rows == (("order-7", '{"items": ["apple"]}', "1"),)
    error = replayed.steps[-1].exchanges[0].real.error
    assert error is not None
    assert "No answer came in time" in error[1]


def test_an_etag_that_comes_again_in_what_is_sent_is_the_same(
    connection: psycopg.Connection,
) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        etag = stores[0].put(message.order, {"items": [message.item]})
        again = stores[0].get(message.order).etag
        event = ItemAdded(message.item, (etag, again, context.new_id()))
        stores[1].dispatch([OutgoingMessage(f"{context.message_id}/{etag}", event)])

    scenario = scenario_of(handle)
    replayed = replayed_on(connection, scenario, alone(scenario, "A", "B"))
    assert replayed.same, replayed.differs
    assert [message.message_id for message in replayed.sent] == ["A/1", "B/2"]


def test_a_handler_that_cuts_ids_gets_those_of_the_schedule(
    connection: psycopg.Connection,
) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        number = context.new_id()[:4]
        stores[0].put(number, {"items": [message.item]})
        stores[1].dispatch([OutgoingMessage(number, ItemAdded(message.item))])

    scenario = scenario_of(handle)
    replayed = replayed_on(connection, scenario, alone(scenario, "A", "B"))
    assert replayed.same, replayed.differs
    assert len({message.message_id for message in replayed.sent}) == 2


def test_a_handler_that_works_on_etags_parts_from_the_simulation(
    connection: psycopg.Connection,
) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        etag = stores[0].put(message.order, {"items": [message.item]})
        stores[1].dispatch([OutgoingMessage(f"{len(etag)}-{etag[-1]}", ItemAdded(message.item))])

    scenario = scenario_of(handle)
    replayed = replayed_on(connection, scenario, alone(scenario))
    assert not replayed.same
    assert replayed.differs.startswith("Step 2: The next call of A·1 is dispatcher.send")
    assert "1-1" in replayed.differs
    assert len(replayed.steps) == 2
    assert replayed.wrong is replayed.told is None


def test_what_a_handler_prints_is_not_printed(
    connection: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        print("handling", message, stores[0].get(message.order))
        add(stores, message, context)

    scenario = scenario_of(handle)
    schedule = alone(scenario)
    capsys.readouterr()
    replayed = replayed_on(connection, scenario, schedule)
    assert replayed.same, replayed.differs
    assert capsys.readouterr().out == ""


def test_a_handler_that_refuses_fails_in_both_worlds(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        if stores[0].get(message.order) is not None:
            raise RuntimeError("There is one already.")
        stores[0].put(message.order, {"items": []}, if_none_match="*")
        raise ConcurrencyError("Not this time.")

    replayed = replayed_on(connection, scenario_of(handle), "+A .A .A +A .A")
    assert replayed.same, replayed.differs
    assert "There is one already" in replayed.steps[-1].step.sentence


def test_a_mistake_in_the_code_is_raised_as_it_is(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        stores[0].get(message.order).document["items"].append(message.item)

    with pytest.raises(AttributeError, match="NoneType"):
        replayed_on(connection, scenario_of(handle), "+A .A")


STRANGE = ("select", "order", "Größe", "blobs", "blobs_etag", "queue", "Blobs", "_", "x" * 80)


def test_a_store_may_be_called_anything(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        for number, store in enumerate(stores):
            store.put(message.order, {"items": [number]})
            assert store.get(message.order).document == {"items": [number]}

    scenario = scenario_of(handle, {name: BlobStore() for name in STRANGE})
    replayed = replayed_on(connection, scenario, alone(scenario, "A", "B"))
    assert replayed.same, replayed.differs
    tables = [rows.table for rows in replayed.steps[0].after]
    assert tables[:3] == ["select_store", "order_store", "gr_e"]
    assert len(set(tables)) == len(STRANGE) + 1
    assert {name: kept["order-7"].document for name, kept in replayed.records.items()} == {
        name: kept["order-7"].document for name, kept in replayed.history.records.items()
    }


def test_two_stores_of_documents_are_two_tables(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        orders, shelves = stores
        etag = orders.put(message.order, {"items": [message.item]})
        other = shelves.put(message.order, {"of": etag})
        with pytest.raises(ConcurrencyError):
            orders.put(message.order, {}, if_match="none of these")
        shelves.put(message.order, {"of": [etag, other]}, if_match=other)

    scenario = scenario_of(handle, {"orders": BlobStore(), "shelves": BlobStore()})
    replayed = replayed_on(connection, scenario, alone(scenario, "A", "B"))
    assert replayed.same, replayed.differs


def test_an_etag_of_another_table_may_fit_by_chance(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        orders, shelves = stores
        etag = orders.put(message.order, {"items": [message.item]})
        shelves.put(message.order, {"of": [message.item]})
        shelves.put(message.order, {}, if_match=etag)  # a mistake: it is that of the order

    scenario = scenario_of(handle, {"orders": BlobStore(), "shelves": BlobStore()})
    replayed = replayed_on(connection, scenario, "+A .A .A .A")
    assert replayed.differs.startswith("Step 4: shelves.put raises ConcurrencyError")
    assert replayed.differs.endswith("and returns '2' on the real store.")


AWKWARD = {
    "tuple": ("a", ("b",), []),
    "quotes": 'it\'s "here" \\ %s %% ;--',
    "$type": "no type",
    "number": [0.1, 1e300, -0.0, 10**30, True, None],
    "": {"": {}},
    "text": "äöü 🛒 \u2028 v1 new-1",
}


def test_a_document_comes_back_as_it_was(connection: psycopg.Connection) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        stores[0].put('it\'s 100% "%s"', AWKWARD)
        assert stores[0].get('it\'s 100% "%s"').document == AWKWARD
        stores[1].dispatch([OutgoingMessage("%s", ItemAdded("'", ("%", '"')), {"%": "'"})])

    scenario = scenario_of(handle)
    replayed = replayed_on(connection, scenario, alone(scenario))
    assert replayed.same, replayed.differs
    assert replayed.told is not None


def test_what_is_there_at_the_start_is_there(connection: psycopg.Connection) -> None:
    blobs, inbox = BlobStore(), Inbox()
    blobs.put("order-7", {"items": ["milk"]})
    inbox.add("before")

    def handle(stores: Any, message: AddItem, context: Any) -> None:
        assert stores[1].contains("before")
        add(stores, message, context)

    given = {"blobs": blobs, "inbox": inbox, "dispatcher": Outlet()}
    scenario = scenario_of(handle, given)
    replayed = replayed_on(connection, scenario, alone(scenario, "A", "B"))
    assert replayed.same, replayed.differs
    assert replayed.steps[0].before[0].rows == (("order-7", '{"items": ["milk"]}', "1"),)


def test_a_text_that_postgresql_does_not_take_is_where_the_worlds_part(
    connection: psycopg.Connection,
) -> None:
    def handle(stores: Any, message: AddItem, context: Any) -> None:
        stores[0].put("\0", {})

    replayed = replayed_on(connection, scenario_of(handle), "+A .A =A")
    assert replayed.differs.startswith("Step 2: blobs.put returns 'v1' in the simulation, ")
    assert replayed.steps[-1].statements[0].error


def test_a_store_that_answers_wrong_is_told(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = scenario_of(add)
    conflict = "+A +B .A .B .A .B .A =A"
    assert replayed_on(connection, scenario, conflict).same

    usual = RealBlobs.put
    with monkeypatch.context() as patch:
        patch.setattr(RealBlobs, "put", lambda self, key, new, **condition: usual(self, key, new))
        replayed = replayed_on(connection, scenario, conflict)
        assert replayed.differs.startswith("Step 6: blobs.put raises ConcurrencyError")
    with monkeypatch.context() as patch:
        patch.setattr(Queue, "send", lambda self, message: None)
        replayed = replayed_on(connection, scenario, "+A .A .A .A =A")
        assert "heard" in replayed.differs


def test_no_client_library_is_imported() -> None:
    imported = "import consistent_messaging.adapters.replay, sys; print('psycopg' in sys.modules)"
    command = [sys.executable, "-c", imported]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=CODE)
    assert said.stdout == "False\n"


def test_nothing_else_in_the_database_is_touched(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS public.blobs (mine text)")
    connection.execute("INSERT INTO public.blobs VALUES ('kept')")
    replayed_on(connection, scenario_of(add), "+A .A .A")
    assert connection.execute("SELECT * FROM public.blobs").fetchall() == [("kept",)]
    connection.execute("DROP TABLE public.blobs")


class OwnBlobs(BlobStore):
    """A kind of one's own."""


@pytest.mark.parametrize(
    ("store", "why"),
    [
        (BlobStore(etag="digest"), "blobs makes its etags of the content"),
        (OwnBlobs(), "blobs is a OwnBlobs"),
    ],
)
def test_a_store_without_its_like_is_refused(
    connection: psycopg.Connection, store: Any, why: str
) -> None:
    with pytest.raises(NotReplayedHere, match=why):
        PostgresqlStores(scenario_of(add, {"blobs": store}), connection)
