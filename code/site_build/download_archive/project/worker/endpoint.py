"""Your handler and its stores, read from the scenario of the exercise, over one connection."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from consistent_messaging import OutgoingMessage
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.message_types import dataclasses_in
from consistent_messaging.adapters.postgresql import EndpointTables
from consistent_messaging.adapters.postgresql.sql_table import Connection
from consistent_messaging.adapters.worker import Handler
from consistent_messaging.checker.many_subjects import ManySubjects, messages_about, renamed
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.scenario import Scenario

from worker.settings import PROJECT


@cache
def exercise() -> tuple[Scenario, JsonCodec]:
    """Return the exercise's scenario, and what writes its messages and events as JSON."""
    folders = sorted(path.parent for path in (PROJECT / "exercises").glob("*/scenario.py"))
    if len(folders) != 1:
        raise SystemExit(f"A project is about one exercise; exercises/ has {len(folders)}.")
    sys.path.insert(0, str(folders[0]))
    scenario = import_module("scenario").scenario
    files = {path.stem for path in folders[0].glob("*.py")}
    types = dataclasses_in(sys.modules[name] for name in files & {*sys.modules})
    return scenario, JsonCodec(*types)


class Endpoint:
    """The tables and the handler; also the shop that sends, and the oracle that checks."""

    def __init__(self, connection: Connection) -> None:
        self.scenario, codec = exercise()
        self.tables = EndpointTables(connection, codec, self.scenario.stores)
        self.tables.create()
        self._subject = self.scenario.lesson.subject
        self._messages = messages_about(self._subject, self.scenario.messages)

    def handler(self) -> Handler:
        """Return a new handler over the stores; the worker makes one for each delivery."""
        handler: Handler = self.scenario.handler(*self.tables.ports())
        return handler

    def send(self, orders: int, *, copies: bool) -> int:
        """Put the messages for so many orders into the queue, and return how many they are.

        As copies they are the same messages again, with the tokens that they had.
        """
        tokens = self.tables.stores.get(self.scenario.receiver or "")
        count = 0
        for message in self._all(orders):
            if tokens is not None and not copies:
                tokens.create(message.headers["token"])
            self.tables.incoming.send(message)
            count += 1
        return count

    def waiting(self) -> int:
        """Return how many messages are in the queue, those that a worker has in hand included."""
        return len(self.tables.incoming.messages)

    def wrong_orders(self, orders: int) -> dict[str, Violation]:
        """Return what is wrong with which order, once the queue is empty."""
        judge, records = ManySubjects(self.scenario, self._messages), self.tables.records
        arrived = defaultdict[str, list[OutgoingMessage]](list)
        for message in self._arrived():
            event: Any = message.body
            arrived[event.order_id].append(message)
        found = {name: judge.wrong_with(name, records, arrived[name]) for name in _names(orders)}
        return {name: violation for name, violation in found.items() if violation}

    def _all(self, orders: int) -> Iterator[OutgoingMessage]:
        for order in _names(orders):
            for name, body in self._messages.items():
                message_id = f"{order}-{name}"
                headers = {"token": f"token-{message_id}"} if self.scenario.receiver else {}
                yield OutgoingMessage(message_id, renamed(body, self._subject, order), headers)

    def _arrived(self) -> list[OutgoingMessage]:
        """Return what was published; if tokens are checked, what has a token, once for each."""
        published = self.tables.published.messages
        if not self.scenario.receiver:
            return published
        tokens = self.tables.stores[self.scenario.receiver].records
        by_token = {message.headers.get("token"): message for message in published}
        return [message for token, message in by_token.items() if token in tokens]


def _names(orders: int) -> list[str]:
    return [f"order-{number:05}" for number in range(1, orders + 1)]
