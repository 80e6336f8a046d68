"""The processes of a run: workers, which are killed, and the receiver of what they publish.

They count what they do in shared memory, which outlives them.
"""

import signal
import time
from multiprocessing.sharedctypes import RawArray
from typing import Any

from consistent_messaging.adapters.postgresql import Queue
from consistent_messaging.adapters.worker import Attempt, Worker
from consistent_messaging.model.sent_messages import token_of
from designs import Loaded
from run_tables import Count, Tables, connected
from storm import Storm

COUNTED = (
    *("deliveries", "redeliveries", "acks", "too late", "refused", "other errors"),
    *("read", "write", "delete", "send"),
)
IDLE_SECONDS = 0.01


class Counts:
    """Numbers of each worker, in memory that all processes share."""

    def __init__(self, workers: int) -> None:
        self._numbers = [RawArray("q", len(COUNTED)) for _ in range(workers)]

    def add(self, worker: int, what: str, count: int = 1) -> None:
        """Count something that this worker has done. Only that worker's process calls it."""
        self._numbers[worker][COUNTED.index(what)] += count

    def of(self, worker: int, what: str) -> int:
        """Return one worker's number."""
        return int(self._numbers[worker][COUNTED.index(what)])

    def totals(self) -> dict[str, int]:
        """Return the sums over all workers."""
        workers = range(len(self._numbers))
        return {what: sum(self.of(worker, what) for worker in workers) for what in COUNTED}


class CountedQueue:
    """The workers' queue; a delivery counts although its worker is killed while it handles it."""

    def __init__(self, queue: Queue, count: Count) -> None:
        self._queue, self._count = queue, count
        self.ack, self.release = queue.ack, queue.release

    def receive(self, lease_seconds: float) -> Any:
        """Return the next message, as the queue does."""
        delivery = self._queue.receive(lease_seconds)
        if delivery is not None:
            self._count("deliveries")
            if delivery.count > 1:
                self._count("redeliveries")
        return delivery


def work(url: str, world: Loaded, storm: Storm, counts: Counts, number: int) -> None:
    """Be a worker, until the process is ended."""

    def count(what: str) -> None:
        counts.add(number, what)

    with connected(url) as connection:
        tables = Tables(connection, world)
        ports = tables.ports(count)
        worker = Worker[Any](
            CountedQueue(tables.incoming, count),
            lambda: world.scenario.handler(*ports),
            tables.outlet(count),
            lease_seconds=storm.lease_seconds,
            idle_seconds=IDLE_SECONDS,
        )
        worker.stop_on_signals()
        for attempt in worker.attempts():
            if attempt is not None:
                note(attempt, count)


def note(attempt: Attempt, count: Count) -> None:
    """Count how an attempt ended."""
    if not attempt.in_time:
        count("too late")
    if attempt.error is None:
        count("acks")
    elif type(attempt.error).__name__ == "ConcurrencyError":
        count("refused")
    else:
        count("other errors")


def receive(url: str, world: Loaded, lease_seconds: float) -> None:
    """Be the next endpoint, which handles a message if its token is there, and removes the token.

    Both are one statement, so a message with a token is handled once.
    """
    running = [True]
    signal.signal(signal.SIGTERM, lambda *_: running.clear())
    with connected(url) as connection:
        tables = Tables(connection, world)
        handle = (
            f"WITH token AS (DELETE FROM {world.scenario.receiver} WHERE token_id = %s "
            "RETURNING token_id) INSERT INTO handled (message) SELECT %s::jsonb FROM token"
        )
        while running:
            delivery = tables.published.receive(lease_seconds)
            if delivery is None:
                time.sleep(IDLE_SECONDS)
                continue
            connection.execute(
                handle, (token_of(delivery.message), tables.codec.encode(delivery.message))
            )
            tables.published.ack(delivery)
