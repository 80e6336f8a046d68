"""The PostgreSQL of a run: the server of `CONSISTENT_MESSAGING_POSTGRESQL`, or one from a wheel."""

import os
from contextlib import AbstractContextManager, closing, nullcontext

from consistent_messaging.adapters.postgresql.connection import connect
from servers import postgresql_from_wheel

URL = "CONSISTENT_MESSAGING_POSTGRESQL"


def started() -> AbstractContextManager[str]:
    """Return the address of a server; one that was started for this ends afterwards."""
    given = os.environ.get(URL)
    return nullcontext(given) if given else postgresql_from_wheel()


def version(url: str) -> str:
    """Return the server's version, as in `16.8`."""
    with closing(connect(url)) as connection:
        return connection.server_version.split()[0]
