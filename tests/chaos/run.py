"""One run: workers handle all that is in a queue, and a monkey ends and pauses them.

The monkey kills by SIGKILL, which no process can catch. It pauses by SIGSTOP for longer than a
lease: when the worker goes on, its message is in other hands. Each killed worker is replaced.
"""

import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

from designs import Loaded
from processes import Counts, receive, work
from run_tables import Tables, connected
from storm import Storm, Strike

# A child has everything imported already, so a new worker is there in milliseconds. The parent
# has neither a thread nor an open connection when it makes one.
FORK = multiprocessing.get_context("fork")
PAUSE_LEASES = 1.6  # how long a paused worker stays away, in leases
LOOK_SECONDS = 0.002  # between two looks at what the workers have done
ASK_SECONDS = 0.25  # between two questions whether the queue is empty
PATIENCE_SECONDS = 60.0  # in which something has to be acked


class Stuck(Exception):
    """Nothing was acked for a long time, although there are messages and workers."""


@dataclass(frozen=True)
class Outcome:
    """What was counted in a run; `strikes` by their kind."""

    seconds: float
    counts: dict[str, int]
    strikes: Counter[str]
    deliveries_needed: int


def run(url: str, world: Loaded, storm: Storm) -> Outcome:
    """Run the workers until the queue is empty, and what they have published is handled."""
    queue = storm.deliveries(world)
    with connected(url) as connection:
        tables = Tables(connection, world)
        tables.create()
        connection.execute("BEGIN")
        for message in queue:
            tables.incoming.send(message)
            if world.scenario.receiver:
                tables.endpoint.stores[world.scenario.receiver].create(message.headers["token"])
        connection.execute("COMMIT")
    crew = Crew(url, world, storm)
    began = time.monotonic()
    try:
        crew.work_until_empty()
    finally:
        crew.end()
    seconds = time.monotonic() - began
    return Outcome(seconds, crew.counts.totals(), crew.struck, len(queue))


class Crew:
    """The processes of a run, and the monkey among them."""

    def __init__(self, url: str, world: Loaded, storm: Storm) -> None:
        self._url, self._world, self._storm = url, world, storm
        self.counts, self.struck = Counts(storm.workers), Counter[str]()
        self._strikes = deque(storm.strikes())
        self._planned: list[tuple[float, Strike]] = []
        self._paused: list[tuple[float, BaseProcess]] = []
        self._workers = [self._worker(number) for number in range(storm.workers)]
        self._receivers = [self._receiver()] if world.scenario.receiver else []

    def work_until_empty(self) -> None:
        """Let the monkey strike, and replace whom it has killed, until nothing is left to do."""
        asked = moved = time.monotonic()
        acks = 0
        while True:
            time.sleep(LOOK_SECONDS)
            now, counted = time.monotonic(), self.counts.totals()
            self._strike(now, counted["deliveries"])
            self._let_go_on(now)
            if counted["acks"] > acks:
                acks, moved = counted["acks"], now
            if now - asked > ASK_SECONDS:
                if self._is_empty():
                    return
                asked = time.monotonic()
            if now - moved > PATIENCE_SECONDS:
                raise Stuck(f"Nothing was acked for {PATIENCE_SECONDS:.0f} s: {counted}.")

    def end(self) -> None:
        """Let the workers finish as they do in production: by SIGTERM, after what is in hand."""
        self._let_go_on(float("inf"))
        for process in (*self._workers, *self._receivers):
            process.terminate()
        for process in (*self._workers, *self._receivers):
            process.join()

    def _strike(self, now: float, deliveries: int) -> None:
        while self._strikes and self._strikes[0].deliveries <= deliveries:
            strike = self._strikes.popleft()
            self._planned.append((now + strike.delay_seconds, strike))
        due = [strike for when, strike in self._planned if when <= now]
        self._planned = [(when, strike) for when, strike in self._planned if when > now]
        for strike in due:
            self.struck[strike.what] += 1
            if strike.what == "kill":
                self._kill(strike.worker)
            else:
                self._pause(self._workers[strike.worker], now)

    def _kill(self, number: int) -> None:
        process = self._workers[number]
        process.kill()
        process.join()
        self._paused = [(when, each) for when, each in self._paused if each is not process]
        self._workers[number] = self._worker(number)

    def _pause(self, process: BaseProcess, now: float) -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        self._paused.append((now + PAUSE_LEASES * self._storm.lease_seconds, process))

    def _let_go_on(self, now: float) -> None:
        for when, process in self._paused:
            if when <= now:
                assert process.pid is not None
                os.kill(process.pid, signal.SIGCONT)
        self._paused = [(when, process) for when, process in self._paused if when > now]

    def _is_empty(self) -> bool:
        with connected(self._url) as connection:
            rows = Tables(connection, self._world).rows()
        return not rows["incoming"] and not (self._receivers and rows["published"])

    def _worker(self, number: int) -> BaseProcess:
        arguments = (self._url, self._world, self._storm, self.counts, number)
        return _started(work, arguments)

    def _receiver(self) -> BaseProcess:
        return _started(receive, (self._url, self._world, self._storm.lease_seconds))


def _started(target: Any, arguments: tuple[Any, ...]) -> BaseProcess:
    process = FORK.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process
