"""A queue on SQS, standard or FIFO.

It takes a client, the codec that knows the types of your messages, and the name of the queue, which
`create_queue()` makes:

    queue = Queue(client(region_name="eu-central-1"), JsonCodec(AddItem, ItemAdded), "orders")
    dispatcher = Dispatcher(queue)
"""

from consistent_messaging.adapters.sqs.client import client
from consistent_messaging.adapters.sqs.queue import Delivery, Queue

__all__ = ["Delivery", "Queue", "client"]
