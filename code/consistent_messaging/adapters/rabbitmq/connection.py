"""A connection to RabbitMQ that is opened again after it was lost."""

from typing import Any

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.adapters.rabbitmq.errors import translated

BLOCKED_SECONDS = 20
"""How long a broker that is short of memory or disk may let a publisher wait."""


class Connection:
    """Has one channel, with publisher confirms; opened when it is needed."""

    def __init__(self, url: str) -> None:
        self._pika = client_library("pika", extra="rabbitmq")
        self._parameters = self._pika.URLParameters(url)
        if self._parameters.blocked_connection_timeout is None:
            self._parameters.blocked_connection_timeout = BLOCKED_SECONDS
        self._connection: Any = None
        self._channel: Any = None

    def channel(self) -> Any:
        """Return the channel; another one if the last one was closed, by whomever.

        What was received on that one and not acked is in its queue again.
        """
        with translated("connect"):
            if self._connection is None or not self._connection.is_open:
                self._connection = self._pika.BlockingConnection(self._parameters)
                self._channel = None
            if self._channel is None or not self._channel.is_open:
                self._channel = self._connection.channel()
                self._channel.confirm_delivery()
        return self._channel

    def close(self) -> None:
        """Close it; what was received and not acked is in its queue again."""
        if self._connection is not None and self._connection.is_open:
            self._connection.close()
