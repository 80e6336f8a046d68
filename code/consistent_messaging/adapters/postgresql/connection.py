"""A connection whose errors are those that a handler knows, and that connects anew after a loss.

The question is always the same: is it certain that nothing was done? PostgreSQL says why it
refused a statement with a code, `SQLSTATE`. Only where no answer came, nobody can tell.
"""

from collections.abc import Sequence
from typing import Any

from consistent_messaging.api.errors import (
    ConcurrencyError,
    Throttled,
    TimeoutError,
    UniqueViolation,
)

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
except ImportError as missing:
    raise ImportError(
        "psycopg is not installed. Run: pip install 'consistent-messaging[postgresql]'"
    ) from missing

WAIT = {"connect_timeout": 10, "tcp_user_timeout": 30_000}
"""How long to wait for a server that does not answer: seconds to connect, then milliseconds."""

# By the beginning of SQLSTATE, the longest first. What is not here is a mistake in the program or
# in the database, such as a table that is missing: it is raised as it is.
_KINDS: dict[str, type[Exception]] = {
    "40003": TimeoutError,  # the server itself does not know how the statement ended
    "40P01": Throttled,  # a deadlock: this transaction was given up
    "57014": Throttled,  # a time limit of the server: it has undone the statement
    "55P03": Throttled,  # a lock that others hold
    "25006": Throttled,  # the server is a copy to read from, or has become one
    "57P03": Throttled,  # it is starting or stopping, and takes no statements
    "23505": UniqueViolation,
    "54000": ValueError,  # a value is larger than PostgreSQL takes
    "40": ConcurrencyError,  # another transaction got in between
    "53": Throttled,  # no connection, memory or space left
    "22": ValueError,  # no column takes such a value
    "08": TimeoutError,  # the connection was lost
    "57P": TimeoutError,  # the server has ended the connection
}
_OF_A_SERVER_TO_LEAVE = ("25006",)


class PostgresqlConnection:
    """Runs statements, each a transaction, and raises what a handler can decide by.

    `Throttled`, `ConcurrencyError` and `UniqueViolation`: nothing was done. `TimeoutError`: the
    connection was lost before the answer, so it may have been done. `ValueError`: PostgreSQL takes
    no such value. After a loss, the next statement has a new connection. For one thread at a time.
    """

    def __init__(self, url: str) -> None:
        self._options: dict[str, Any] = {**WAIT, **conninfo_to_dict(url)}
        self._connection: psycopg.Connection[Any] | None = self._connected()

    def execute(self, query: Any, params: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run a statement with `%s` where the parameters belong; the cursor has its rows."""
        connection = self._connection or self._connected_anew()
        try:
            return connection.execute(query, params)
        except psycopg.Error as error:
            if connection.closed or error.sqlstate in _OF_A_SERVER_TO_LEAVE:
                self.close()
            raise _as_known(error) from error

    def close(self) -> None:
        """End the connection; a statement after that has a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    @property
    def server_version(self) -> str:
        """Which PostgreSQL it is, as it says itself."""
        row = self.execute("SHOW server_version").fetchone()
        assert row is not None  # SHOW has one row
        return str(row[0])

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**self._options, autocommit=True)

    def _connected_anew(self) -> psycopg.Connection[Any]:
        try:
            self._connection = self._connected()
        except psycopg.OperationalError as error:
            raise Throttled(f"There is no connection, so nothing was done: {error}") from error
        return self._connection


def connect(url: str) -> PostgresqlConnection:
    """Return a connection to the database at `url`, such as `postgresql://localhost/shop`.

    What psycopg knows may be in the URL, such as `?options=-c%20statement_timeout%3D5s`. Raises
    psycopg's error if there is no such database, or it does not let you in.
    """
    return PostgresqlConnection(url)


def _as_known(error: psycopg.Error) -> Exception:
    """Return the error that says what psycopg's means for a handler; itself if it is a mistake."""
    kind = _kind_of(error)
    if kind is None:
        return error
    unknown = kind is TimeoutError
    outcome = "It may have been done, or not" if unknown else "Nothing was done"
    return kind(f"{outcome}. PostgreSQL: {str(error).strip() or error.sqlstate}")


def _kind_of(error: psycopg.Error) -> type[Exception] | None:
    if error.sqlstate is not None:
        matching = [beginning for beginning in _KINDS if error.sqlstate.startswith(beginning)]
        return _KINDS[max(matching, key=len)] if matching else None
    if isinstance(error, psycopg.DataError):
        return ValueError  # psycopg itself cannot write this value: nothing was sent
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    return TimeoutError if lost else None
