"""A queue on SQS does what a queue may do."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from cloud.services import Service
from conformance import CODEC, Backend, check
from conformance.backend import Kind
from consistent_messaging import Dispatcher
from consistent_messaging.adapters import sqs
from consistent_messaging.api.context import OutgoingMessage


class SQS(Backend):
    """A standard queue, made anew each time: SQS empties one only once a minute."""

    kinds: ClassVar[tuple[Kind, ...]] = ("queue",)
    options: ClassVar = {"queue": {"is_fifo": False, "refuses_stale": False}}
    examples = 6

    def __init__(self, service: Service) -> None:
        self.name, self.client = f"SQS: {service.name}", sqs.client(**service.options)
        self.wait_seconds = 0 if service.url else 2  # with 0, the real one asks some servers only
        self.made: list[sqs.Queue] = []

    def make(self, kind: Kind = "queue", **options: Any) -> sqs.Queue:
        """Return an empty queue."""
        name = f"tests-{uuid4().hex}"
        queue = sqs.Queue(self.client, CODEC, name, wait_seconds=self.wait_seconds, **options)
        queue.create_queue()
        self.made.append(queue)
        return queue

    def remove_all(self) -> None:
        """Remove all queues that were made."""
        for queue in self.made:
            self.client.delete_queue(QueueUrl=queue._url)


@pytest.fixture(scope="module")
def backend(aws: Service, ran_against: list[str]) -> Iterator[SQS]:
    backend = SQS(aws)
    ran_against.append(backend.name)
    yield backend
    backend.remove_all()


def test_it_answers_as_a_queue_may(backend: SQS) -> None:
    check(backend, "queue")


def test_the_dispatcher_of_the_course_sends_to_it(backend: SQS) -> None:
    queue = backend.make()
    message = OutgoingMessage("A/ItemAdded", {"order": "7"})

    Dispatcher(queue).dispatch([message])

    received = queue.receive()
    assert received is not None
    assert received.message == message
    assert queue.ack(received)
    with pytest.raises(TypeError, match="dispatch takes OutgoingMessage"):
        Dispatcher(queue).dispatch(["A"])


def test_the_id_of_the_message_is_an_attribute_for_all_who_do_not_read_its_body(
    backend: SQS,
) -> None:
    queue = backend.make()
    queue.send(OutgoingMessage("A/ItemAdded", "added"))
    queue.send(OutgoingMessage("\0\uffff é", "added"))

    answer = backend.client.receive_message(
        QueueUrl=queue._url, MessageAttributeNames=["All"], MaxNumberOfMessages=10
    )
    ids = [each["MessageAttributes"]["message-id"]["StringValue"] for each in answer["Messages"]]
    assert sorted(ids) == ["%00%EF%BF%BF%20%C3%A9", "A/ItemAdded"]


def test_a_message_is_delivered_again_and_counted_when_its_lease_is_over(backend: SQS) -> None:
    queue = backend.make()
    queue.send(OutgoingMessage("A", "added"))

    first = queue.receive(lease_seconds=0)  # a lease that is over at once
    second = queue.receive()

    assert first is not None
    assert second is not None
    assert (first.count, second.count) == (1, 2)
    assert queue.receive() is None  # the second lease lasts


def test_a_fifo_queue_drops_a_second_send_and_keeps_the_sequence_of_a_group(backend: SQS) -> None:
    queue = backend.make(group=lambda message: str(message.body))
    for name, order in (("A", "7"), ("B", "7"), ("A", "7"), ("C", "8")):
        queue.send(OutgoingMessage(name, order))

    first, other = queue.receive(), queue.receive()

    assert first is not None
    assert other is not None
    assert (first.message.message_id, other.message.message_id) == ("A", "C")
    assert queue.receive() is None  # B comes after A
    assert queue.ack(first)
    second = queue.receive()
    assert second is not None
    assert second.message.message_id == "B"
    assert queue.queue.endswith(".fifo")


def test_a_receipt_that_sqs_does_not_know_is_answered_with_false(backend: SQS) -> None:
    queue = backend.make()
    unknown = sqs.Delivery("never given", 1, OutgoingMessage("A", "added"))

    assert queue.ack(unknown) is False
    assert queue.release(unknown) is False
