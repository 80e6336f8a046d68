"""An endpoint in memory: a solved exercise with fresh stores, which counts what it calls."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from consistent_messaging import Dispatcher, MessageContext
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario

KINDS = {
    "read": {"get", "find", "read", "contains", "claimed_by", "exists"},
    "write": {"put", "append", "add", "commit", "try_claim", "create"},
    "delete": {"delete"},
    "send": {"send"},
}


class Crash(Exception):
    """The attempt ends here: the call that was to come is not made."""


class Endpoint:
    """Handles one delivery after the other; `calls` counts by kind what the last one has called.

    After each delivery every process of the scenario does one round, which counts as well.

    With `crash_before`, the next delivery ends in a `Crash` in place of its call with that number.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stores = deepcopy(dict(scenario.stores))
        self.calls: Counter[str] = Counter()
        self.crash_before: int | None = None

    def deliver(self, name: str, message_id: str | None = None) -> None:
        """Handle the scenario's message with this name; under another id it is another message."""
        self.calls.clear()
        context = MessageContext(message_id or name, self._headers(name, message_id))
        ports = [*map(self._port, self.stores.values())]
        self.scenario.handler(*ports).handle(self.scenario.messages[name], context)
        for _ in context.outgoing:  # what is published is sent after the handler's return
            self._count("send")
        for process in self.scenario.processes.values():
            process(*ports).run(context)

    def _headers(self, name: str, message_id: str | None) -> dict[str, str]:
        """Return the message's headers; another message comes with a token of its own."""
        headers = dict(self.scenario.headers.get(name, {}))
        if self.scenario.receiver and message_id:
            headers = dict.fromkeys(headers, f"token-{message_id}")
            self.stores[self.scenario.receiver].create(f"token-{message_id}")
        return headers

    def _port(self, store: Any) -> Any:
        counted = _Counted(store, self._count)
        return Dispatcher(counted) if isinstance(store, Outlet) else counted

    def _count(self, operation: str) -> None:
        if self.crash_before == self.calls.total():
            self.crash_before = None
            raise Crash
        [kind] = [kind for kind, operations in KINDS.items() if operation in operations]
        self.calls[kind] += 1


class _Counted:
    """Stands for a store: it has the store's methods, and counts them."""

    def __init__(self, store: Any, count: Callable[[str], None]) -> None:
        self._store, self._count = store, count

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._store, operation)

        def counted(*arguments: Any, **keywords: Any) -> Any:
            self._count(operation)
            return method(*arguments, **keywords)

        return counted


def calls_with_a_crash(scenario: Scenario, name: str) -> list[Counter[str]]:
    """Crash once before each call that the handler makes, deliver again, and count all calls."""
    calm = Endpoint(scenario)
    calm.deliver(name)
    return [_crashed(scenario, name, number) for number in range(calm.calls.total())]


def _crashed(scenario: Scenario, name: str, number: int) -> Counter[str]:
    endpoint = Endpoint(scenario)
    endpoint.crash_before = number
    try:
        endpoint.deliver(name)
    except Crash:
        before = endpoint.calls.copy()
    endpoint.deliver(name)
    return before + endpoint.calls
