"""The PostgreSQL of a run: the server of `DATABASE_URL`, or one from a wheel, in a new folder."""

import os
from contextlib import AbstractContextManager, closing, nullcontext

from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection
from servers import postgresql_from_wheel


def started() -> AbstractContextManager[str]:
    """Return the address of a server; one that was started for this ends afterwards."""
    given = os.environ.get("DATABASE_URL")
    return nullcontext(given) if given else postgresql_from_wheel()


def version(url: str) -> str:
    """Return the server's version, as in `16.8`."""
    with closing(PostgresqlConnection(url)) as connection:
        return connection.server_version.split()[0]
