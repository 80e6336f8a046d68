"""A connection whose errors are those that a handler knows, and that connects anew after a loss.

`sqlstates.py` says what PostgreSQL's refusals mean. Only where no answer came, nobody can tell.
"""

from collections.abc import Sequence
from typing import Any

from consistent_messaging.adapters.postgresql.sqlstates import meant_by, told
from consistent_messaging.api.errors import Throttled, TimeoutError

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
except ImportError as missing:
    raise ImportError(
        "psycopg is not installed. Run: pip install 'consistent-messaging[postgresql]'"
    ) from missing

WAIT = {"connect_timeout": 10, "tcp_user_timeout": 30_000}
"""How long to wait for a server that does not answer: seconds to connect, then milliseconds."""

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
            kind = _kind_of(error)
            if kind is None:
                raise
            raise kind(told(str(error).strip() or str(error.sqlstate), kind)) from error

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


def _kind_of(error: psycopg.Error) -> type[Exception] | None:
    """Return the error that says what psycopg's means for a handler; None if it is a mistake."""
    if error.sqlstate is not None:
        return meant_by(error.sqlstate)
    if isinstance(error, psycopg.DataError):
        return ValueError  # psycopg itself cannot write this value: nothing was sent
    lost = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    return TimeoutError if lost else None
