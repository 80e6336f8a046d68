"""A PostgreSQL server for all replays, and how many histories were replayed on it."""

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from servers import postgresql_from_wheel


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with postgresql_from_wheel() as url:
        yield url


@pytest.fixture(scope="session")
def connection(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        yield connection


@pytest.fixture(scope="session")
def replayed_so_far(
    connection: psycopg.Connection, ran_against: list[str]
) -> Iterator[Counter[str]]:
    """How many histories were replayed, and how many steps: the end of the report names both."""
    counted = Counter[str]()
    yield counted
    version = connection.info.parameter_status("server_version")
    ran_against.append(
        f"PostgreSQL {version} (wheel): {counted['histories']} histories replayed, "
        f"{counted['steps']} steps, each with the same answer as the simulated stores"
    )
