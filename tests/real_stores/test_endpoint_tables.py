"""What an endpoint needs on PostgreSQL: a table for each of its stores, and its two queues."""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from consistent_messaging import (
    BlobStore,
    Dispatcher,
    Inbox,
    OutgoingMessage,
    Table,
    TableSession,
)
from consistent_messaging.adapters import postgresql
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.message_types import dataclasses_in
from consistent_messaging.adapters.postgresql import EndpointTables
from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection, connect
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.dispatcher import Outlet
from servers import postgresql_from_wheel

SIMULATED = {
    "blobs": BlobStore(),
    "inbox": Inbox(),
    "dispatcher": Outlet(),
    "database": Table(isolation="read committed"),
}


@dataclass(frozen=True)
class Added:
    item: str


@pytest.fixture(scope="module")
def connection() -> Iterator[PostgresqlConnection]:
    with postgresql_from_wheel() as url, closing(connect(url)) as connection:
        yield connection


@pytest.fixture
def tables(connection) -> EndpointTables:
    tables = EndpointTables(connection, JsonCodec(Added), SIMULATED)
    tables.create()
    tables.create()  # what is there stays
    return tables


def test_each_store_is_a_table_of_its_name_in_the_sequence_of_the_scenario(
    tables,
) -> None:
    blobs, inbox, dispatcher, database = tables.ports()

    assert (type(blobs), blobs.table) == (postgresql.BlobStore, "blobs")
    assert (type(inbox), inbox.table) == (postgresql.Inbox, "inbox")
    assert type(dispatcher) is Dispatcher
    assert type(database) is TableSession
    assert tables.stores["database"].isolation == "read committed"


def test_what_is_dispatched_is_in_the_queue_that_is_published(tables) -> None:
    message = OutgoingMessage("A/added", Added("apple"))
    tables.ports()[2].dispatch([message])

    assert tables.published.messages == [message]
    assert tables.incoming.messages == []


def test_the_records_are_those_that_a_lesson_reads(tables) -> None:
    blobs, inbox, _, database = tables.ports()
    blobs.put("order-7", {"items": ["apple"]})
    inbox.add("A")
    database.insert("order-8", {"items": ["bread"]})

    assert thaw(tables.records["blobs"]["order-7"].document) == {"items": ["apple"]}
    assert [*tables.records] == ["blobs", "inbox", "database"]
    assert tables.records["inbox"] == {"A": True}
    assert tables.records["database"] == {"order-8": {"items": ["bread"]}}


def test_each_handler_gets_a_session_of_its_own(tables) -> None:
    assert tables.ports()[3] is not tables.ports()[3]


def test_a_store_that_is_not_on_postgresql_is_named(connection) -> None:
    @dataclass
    class Ledger:
        records: dict[str, int] = field(default_factory=dict)

    with pytest.raises(TypeError, match="There is no Ledger on PostgreSQL yet"):
        EndpointTables(connection, JsonCodec(), {"ledger": Ledger()})


def test_the_classes_of_a_codec_are_found_in_modules_without_those_of_the_library() -> None:
    assert dataclasses_in([sys.modules[__name__]]) == (Added,)


def test_a_store_named_like_a_word_of_sql_is_told_so_before_any_statement(connection) -> None:
    reserved = connection.execute(
        "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"
    ).fetchall()

    assert len(reserved) > 90
    for (word,) in reserved:
        with pytest.raises(ValueError, match=f"'{word}' is a word of SQL"):
            EndpointTables(connection, JsonCodec(Added), {word: BlobStore()})
    EndpointTables(connection, JsonCodec(Added), {"orders": BlobStore(), "name": Inbox()}).create()
