"""What a connection says of real failures: whether it is certain that nothing was done."""

import builtins
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from conformance import CODEC
from consistent_messaging.adapters.postgresql import BlobStore, Inbox
from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection, connect
from consistent_messaging.api.errors import (
    ConcurrencyError,
    MessagingError,
    Throttled,
    TimeoutError,
    UniqueViolation,
)
from servers import losing_answers, postgresql_from_wheel, server_in

Connect = Callable[[], PostgresqlConnection]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One server, for all tests."""
    with postgresql_from_wheel() as url:
        yield url


@pytest.fixture
def opened(url: str) -> Iterator[Connect]:
    """Return a function that connects; what it opened is closed at the end."""
    connections: list[PostgresqlConnection] = []

    def open_another() -> PostgresqlConnection:
        connections.append(connect(url))
        return connections[-1]

    yield open_another
    for connection in connections:
        connection.close()


def test_a_connection_that_is_ended_within_a_statement(opened: Connect) -> None:
    connection, other = opened(), opened()
    pid = value(connection, "SELECT pg_backend_pid()")
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(connection.execute, "SELECT pg_sleep(60)")
        state = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        while value(other, state, pid) != "active":
            assert not slow.done()
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(TimeoutError, match="may have been done") as raised:
            slow.result()
    assert not raised.value.definite
    assert value(connection, "SELECT 1") == 1, "the next statement has a new connection"
    assert value(connection, "SELECT pg_backend_pid()") != pid


def test_a_connection_that_is_ended_while_nobody_used_it(opened: Connect) -> None:
    connection, other = opened(), opened()
    end(connection, by=other)
    with pytest.raises(TimeoutError):
        connection.execute("SELECT 1")
    assert value(connection, "SELECT 1") == 1


def test_an_answer_that_is_lost_was_for_something_done(url: str) -> None:
    """This is why a lost connection is indefinite: here the row is there."""
    with losing_answers(url) as (lossy_url, lose_next_answer):
        connection = connect(lossy_url)
        inbox = Inbox(connection, CODEC, "lossy")
        inbox.create_table()
        lose_next_answer()
        with pytest.raises(TimeoutError):
            inbox.add("a")
        assert inbox.contains("a")
        connection.close()


def test_a_time_limit_of_the_server_leaves_nothing(opened: Connect) -> None:
    connection = opened()
    Inbox(connection, CODEC, "limited").create_table()
    connection.execute("SET statement_timeout = '50ms'")
    with pytest.raises(Throttled, match="Nothing was done"):
        connection.execute(
            "WITH slow AS (SELECT pg_sleep(60)) INSERT INTO limited SELECT 'a' FROM slow"
        )
    assert Inbox(opened(), CODEC, "limited").records == {}


def test_two_serializable_transactions_that_read_what_the_other_writes(opened: Connect) -> None:
    one, two = opened(), opened()
    one.execute("CREATE TABLE skew (x int)")
    for connection in (one, two):
        connection.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
        connection.execute("SELECT * FROM skew")
    for connection in (one, two):
        connection.execute("INSERT INTO skew VALUES (1)")
    one.execute("COMMIT")
    with pytest.raises(ConcurrencyError, match="Nothing was done"):
        two.execute("COMMIT")
    assert value(two, "SELECT count(*) FROM skew") == 1


def test_one_of_two_that_wait_for_each_other_is_given_up(opened: Connect) -> None:
    one, two = opened(), opened()
    one.execute("CREATE TABLE locked (id int PRIMARY KEY, x int)")
    one.execute("INSERT INTO locked VALUES (1, 0), (2, 0)")
    lock = "UPDATE locked SET x = x + 1 WHERE id = %s"
    for connection, row in ((one, 1), (two, 2)):
        connection.execute("SET deadlock_timeout = '50ms'")
        connection.execute("BEGIN")
        connection.execute(lock, (row,))

    def lock_the_other(connection: PostgresqlConnection, row: int) -> Exception | None:
        try:
            connection.execute(lock, (row,))
        except MessagingError as error:
            return error
        finally:
            connection.execute("ROLLBACK")
        return None

    with ThreadPoolExecutor(2) as threads:
        errors = [*threads.map(lock_the_other, (one, two), (2, 1))]
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "Throttled"]


def test_a_lock_that_others_hold(opened: Connect) -> None:
    one, two = opened(), opened()
    one.execute("CREATE TABLE held (x int)")
    one.execute("BEGIN")
    one.execute("LOCK TABLE held")
    two.execute("SET lock_timeout = '50ms'")
    with pytest.raises(Throttled):
        two.execute("SELECT * FROM held")
    one.execute("ROLLBACK")


def test_too_many_connections(opened: Connect, url: str) -> None:
    other = opened()
    other.execute("CREATE ROLE visitor LOGIN CONNECTION LIMIT 1")
    as_visitor = url.replace("postgres:", "visitor:", 1)
    connection = connect(as_visitor)
    end(connection, by=other)
    with pytest.raises(TimeoutError):
        connection.execute("SELECT 1")
    another = connect(as_visitor)
    with pytest.raises(Throttled, match="too many connections"):
        connection.execute("SELECT 1")
    end(another, by=other)
    another.close()
    assert value(connection, "SELECT 1") == 1
    connection.close()


def test_a_server_that_has_become_a_copy_to_read_from(opened: Connect) -> None:
    connection = opened()
    inbox = Inbox(connection, CODEC, "copied")
    inbox.create_table()
    connection.execute("SET default_transaction_read_only = on")
    with pytest.raises(Throttled, match="read-only"):
        inbox.add("a")
    inbox.add("a")  # on a new connection, which may lead to another server
    assert inbox.contains("a")


def test_a_row_that_is_there_already(opened: Connect) -> None:
    connection = opened()
    Inbox(connection, CODEC, "twice").create_table()
    connection.execute("INSERT INTO twice VALUES ('a')")
    with pytest.raises(UniqueViolation):
        connection.execute("INSERT INTO twice VALUES ('a')")


@pytest.mark.parametrize("text", ["\0", "\ud800", "".join(map(chr, range(0x4E00, 0x6000)))])
def test_a_text_that_postgresql_does_not_take(opened: Connect, text: str) -> None:
    blobs = BlobStore(opened(), CODEC)
    blobs.create_table()
    with pytest.raises(ValueError, match=r"Nothing was done|surrogates") as raised:
        blobs.put(text, {})
    assert not isinstance(raised.value, MessagingError)


def test_a_mistake_is_raised_as_it_is(opened: Connect) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        Inbox(opened(), CODEC, "nowhere").add("a")


def test_a_server_that_is_stopped_and_started_again() -> None:
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        with server_in(folder) as url:
            connection = connect(url)
            inbox = Inbox(connection, CODEC)
            inbox.create_table()
            inbox.add("a")
        with pytest.raises(TimeoutError) as lost:
            inbox.contains("a")
        assert isinstance(lost.value, builtins.TimeoutError)
        with pytest.raises(Throttled, match="no connection, so nothing was done"):
            inbox.contains("a")
        with server_in(folder):
            assert inbox.contains("a")
            connection.close()


def test_a_database_that_is_not_there_is_said_at_once(url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(url.replace("/postgres?", "/nowhere?"))


def test_without_a_client_library_it_says_which_extra_has_it() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from consistent_messaging.adapters.postgresql import BlobStore
try:
    import consistent_messaging.adapters.postgresql.connection
except ImportError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Run: pip install 'consistent-messaging[postgresql]'" in ran.stdout


def value(connection: PostgresqlConnection, statement: str, *parameters: Any) -> Any:
    row = connection.execute(statement, parameters).fetchone()
    return row and row[0]


def end(connection: PostgresqlConnection, *, by: PostgresqlConnection) -> None:
    """End a connection from outside, and wait until it is gone."""
    pid = value(connection, "SELECT pg_backend_pid()")
    by.execute("SELECT pg_terminate_backend(%s, 30000)", (pid,))
