"""What has happened at services outside: it cannot be taken back, so it counts as published.

Such a service is a store. Each of its records is an event that has happened there, under its key.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.model.store_states import StoreStates

AT = " at the "


class Services:
    """Reads off the stores of services outside what has happened there."""

    def __init__(self, services: Collection[str], stored: StoreStates) -> None:
        self.names, self._stored = tuple(services), stored
        self._found: dict[int, frozenset[OutgoingMessage]] = {}

    def events(self, stores: int) -> frozenset[OutgoingMessage]:
        """Return what has happened, where this is what the stores keep."""
        if stores not in self._found:
            self._found[stores] = frozenset(self._happened(self._stored.records(stores)))
        return self._found[stores]

    def _happened(self, records: Mapping[str, Mapping[str, Any]]) -> Iterator[OutgoingMessage]:
        for service in self.names:
            if service not in records:
                known = ", ".join(records)
                raise ValueError(f"There is no store {service!r}; there are {known}.")
            for key, event in records[service].items():
                if not is_dataclass(event):
                    raise NotReplayable(
                        f"{service} keeps {event!r} under {key}. What has happened at a service "
                        "outside is an event: a frozen dataclass, as the lesson has it."
                    )
                where = service.replace("_", " ")
                yield OutgoingMessage(f"{key}{AT}{where}", freeze(event))


def is_effect(message_id: str) -> bool:
    """True for the id of something that has happened outside."""
    return AT in message_id
