"""A queue on RabbitMQ: at least once; what is received is held as long as its channel is open."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from consistent_messaging.adapters.client_library import client_library
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.rabbitmq.connection import Connection
from consistent_messaging.adapters.rabbitmq.errors import translated
from consistent_messaging.api.context import OutgoingMessage

PERSISTENT = 2
LONGEST_ID = 255
"""How many bytes AMQP takes in `message-id`."""


@dataclass(frozen=True)
class Delivery:
    """A message that was received: on which channel, its tag there, how often, and itself."""

    channel: Any
    tag: int
    count: int
    """At least 2 if it is not the first time. Since RabbitMQ 4.3, releases are not counted."""

    message: OutgoingMessage


class Queue:
    """Sends, receives and acks; `Dispatcher(queue)` dispatches to it.

    There is no lease: a message is held until it is acked or released, or until the channel closes.
    A tag belongs to its channel. On another one the same tag is another message, so a delivery
    remembers its channel.
    """

    def __init__(self, connection: Connection, codec: JsonCodec, queue: str = "queue") -> None:
        self._connection, self._codec, self.queue = connection, codec, queue
        self._properties = client_library("pika", extra="rabbitmq").BasicProperties
        self._held: set[tuple[Any, int]] = set()

    def create_queue(self, kind: str = "quorum") -> None:
        """Make the queue, durable, unless it is there; `kind` is "quorum" or "classic"."""
        with translated(self.queue):
            self._connection.channel().queue_declare(
                self.queue, durable=True, arguments={"x-queue-type": kind}
            )

    def clear(self) -> None:
        """Remove all messages that nobody holds."""
        with translated(self.queue):
            self._connection.channel().queue_purge(self.queue)

    def send(self, message: OutgoingMessage) -> None:
        """Put one message in, and wait until the broker has confirmed it.

        Raises `Unroutable` if there is no such queue: the broker would confirm that as well.
        """
        if not isinstance(message, OutgoingMessage):
            raise TypeError(f"dispatch takes OutgoingMessage(message_id, body), not {message!r}")
        message_id = quote(message.message_id, safe="/:;,=@+")
        with translated(message.message_id):
            self._connection.channel().basic_publish(
                exchange="",
                routing_key=self.queue,
                body=self._codec.encode(message).encode(),
                properties=self._properties(
                    message_id=message_id if len(message_id) <= LONGEST_ID else None,
                    delivery_mode=PERSISTENT,
                    content_type="application/json",
                ),
                mandatory=True,
            )

    def receive(self) -> Delivery | None:
        """Return the next message that nobody has; None if there is none."""
        channel = self._connection.channel()
        with translated(self.queue):
            found, properties, body = channel.basic_get(self.queue)
        if found is None:
            return None
        self._held = {held for held in self._held if held[0] is channel}
        self._held.add((channel, found.delivery_tag))
        counted = int((properties.headers or {}).get("x-delivery-count", 0))
        message = self._codec.decode(body.decode())
        count = max(counted, int(found.redelivered)) + 1
        return Delivery(channel, found.delivery_tag, count, message)

    def ack(self, delivery: Delivery) -> bool:
        """Remove the message; return False if it is no longer held: then it comes again.

        After True it can come again as well: an ack has no answer.
        """
        return self._settled("basic_ack", delivery)

    def release(self, delivery: Delivery) -> bool:
        """Give the message back; return False if it is no longer held."""
        return self._settled("basic_nack", delivery, requeue=True)

    def _settled(self, operation: str, delivery: Delivery, **options: Any) -> bool:
        held = (delivery.channel, delivery.tag)
        if held not in self._held:
            return False
        self._held.discard(held)
        if not delivery.channel.is_open:
            return False
        with translated(delivery.message.message_id):
            getattr(delivery.channel, operation)(delivery.tag, **options)
        return True
