"""Sends messages at once, for handlers that decide themselves when they leave."""

from collections.abc import Iterable
from typing import Protocol

from consistent_messaging.api.context import OutgoingMessage


class Sender(Protocol):
    """What a dispatcher sends with: an `Outlet`, or the queue of a real broker."""

    def send(self, message: OutgoingMessage) -> None:
        """Send one message."""


class Outlet:
    """Where sent messages end up."""

    def __init__(self) -> None:
        self.records: dict[str, OutgoingMessage] = {}

    def send(self, message: OutgoingMessage) -> None:
        """Send one message."""
        if not isinstance(message, OutgoingMessage):
            raise TypeError(f"dispatch takes OutgoingMessage(message_id, body), not {message!r}")
        self.records[message.message_id] = message


class Dispatcher:
    """Sends messages, one after the other, at once: each is a step of its own."""

    def __init__(self, outlet: Sender) -> None:
        self._outlet = outlet

    def dispatch(self, messages: Iterable[OutgoingMessage]) -> None:
        """Send each of the messages."""
        if isinstance(messages, OutgoingMessage):
            raise TypeError("dispatch takes a list of OutgoingMessage, not one OutgoingMessage")
        for message in messages:
            self._outlet.send(message)
