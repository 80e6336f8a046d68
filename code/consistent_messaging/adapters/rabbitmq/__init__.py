"""A queue on RabbitMQ: quorum queue, persistent messages, publisher confirms.

It takes a connection, the codec that knows the types of your messages, and the name of the queue,
which `create_queue()` makes:

    queue = Queue(Connection("amqp://localhost"), JsonCodec(AddItem, ItemAdded), "orders")
    dispatcher = Dispatcher(queue)
"""

from consistent_messaging.adapters.rabbitmq.connection import Connection
from consistent_messaging.adapters.rabbitmq.errors import Unroutable
from consistent_messaging.adapters.rabbitmq.queue import Delivery, Queue

__all__ = ["Connection", "Delivery", "Queue", "Unroutable"]
