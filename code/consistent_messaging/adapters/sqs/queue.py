"""A queue on SQS: at least once, with a lease for each delivery, the visibility timeout."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Any
from urllib.parse import quote

from consistent_messaging.adapters.aws import refuse_half_answers
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.sqs.errors import translated
from consistent_messaging.api.context import OutgoingMessage

_NOT_IN_SQS = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True)
class Delivery:
    """A message that was received: its receipt, how often it was delivered, and itself."""

    receipt: str
    count: int
    message: OutgoingMessage


class Queue:
    """Sends, receives and acks; `Dispatcher(queue)` dispatches to it.

    With `group`, a function from a message to the name of its group, it is a FIFO queue: messages
    of a group are received in their sequence, one at a time, and a message whose id was sent within
    the last five minutes is dropped. `wait_seconds` is how long `receive` waits for a message:
    with 0, SQS asks only some of its servers, and can miss what is there.
    """

    def __init__(
        self,
        client: Any,
        codec: JsonCodec,
        queue: str = "queue",
        *,
        group: Callable[[OutgoingMessage], str] | None = None,
        wait_seconds: int = 1,
    ) -> None:
        refuse_half_answers(client)
        self._client, self._codec = client, codec
        self._group, self._wait_seconds = group, wait_seconds
        self.queue = f"{queue}.fifo" if group and not queue.endswith(".fifo") else queue
        self._known_url: str | None = None

    def create_queue(self) -> None:
        """Make the queue, unless it is there."""
        attributes = {"FifoQueue": "true"} if self._group else {}
        with translated(self.queue):
            answer = self._client.create_queue(QueueName=self.queue, Attributes=attributes)
        self._known_url = answer["QueueUrl"]

    def clear(self) -> None:
        """Remove all messages; SQS takes up to a minute for it, and does it once a minute."""
        with translated(self.queue):
            self._client.purge_queue(QueueUrl=self._url)

    def send(self, message: OutgoingMessage) -> None:
        """Put one message in. Its id is in an attribute as well, for those that don't read it."""
        if not isinstance(message, OutgoingMessage):
            raise TypeError(f"dispatch takes OutgoingMessage(message_id, body), not {message!r}")
        text = _NOT_IN_SQS.sub(lambda found: rf"\u{ord(found[0]):x}", self._codec.encode(message))
        message_id = quote(message.message_id, safe="/:;,=@+")
        fifo = {}
        if self._group:
            fifo = {
                "MessageGroupId": self._group(message),
                "MessageDeduplicationId": sha256(message.message_id.encode()).hexdigest(),
            }
        with translated(message.message_id):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=text.encode().decode(),  # refuses half of a pair of surrogates
                MessageAttributes={"message-id": {"DataType": "String", "StringValue": message_id}},
                **fifo,
            )

    def receive(self, lease_seconds: float = 30.0) -> Delivery | None:
        """Return a message that nobody has, for the length of the lease; None if none was found."""
        with translated(self.queue):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=1,
                VisibilityTimeout=ceil(lease_seconds),
                WaitTimeSeconds=self._wait_seconds,
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        for found in answer.get("Messages", ()):
            count = int(found["Attributes"]["ApproximateReceiveCount"])
            return Delivery(found["ReceiptHandle"], count, self._codec.decode(found["Body"]))
        return None

    def ack(self, delivery: Delivery) -> bool:
        """Remove the message; return False if SQS says that the lease was over.

        After True it can still be there: with an old receipt SQS may answer so and remove nothing.
        """
        return self._settled(self._client.delete_message, delivery)

    def release(self, delivery: Delivery) -> bool:
        """Give the message back before the lease runs out; return False if it was over."""
        return self._settled(self._client.change_message_visibility, delivery, VisibilityTimeout=0)

    def _settled(self, call: Callable[..., Any], delivery: Delivery, **options: Any) -> bool:
        with translated(delivery.message.message_id):
            try:
                call(QueueUrl=self._url, ReceiptHandle=delivery.receipt, **options)
            except self._client.exceptions.ClientError as refused:
                if not _is_over(refused.response["Error"]):
                    raise
                return False
        return True

    @property
    def _url(self) -> str:
        if self._known_url is None:
            with translated(self.queue):
                self._known_url = self._client.get_queue_url(QueueName=self.queue)["QueueUrl"]
        return self._known_url


def _is_over(error: dict[str, str]) -> bool:
    """Return True if an error says that a receipt is no longer one; a FIFO queue has no code."""
    code, text = error.get("Code", ""), error.get("Message", "")
    return (
        "ReceiptHandleIsInvalid" in code
        or "MessageNotInflight" in code
        or (code.endswith("InvalidParameterValue") and "receipt handle has expired" in text.lower())
    )
