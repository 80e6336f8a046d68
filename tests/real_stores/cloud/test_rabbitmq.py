"""A queue on RabbitMQ does what a queue may do, and never acks a message for another one."""

import re
import socket
from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from cloud.course_page import codes, table
from conformance import CODEC, Backend, check
from conformance.backend import Kind
from consistent_messaging import Dispatcher
from consistent_messaging.adapters.rabbitmq import Connection, Queue, Unroutable
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import TimeoutError

A, B = OutgoingMessage("A", "added"), OutgoingMessage("B", "removed")


class RabbitMQ(Backend):
    """A quorum queue, emptied each time."""

    kinds: ClassVar[tuple[Kind, ...]] = ("queue",)
    # What is released may change its place, and isn't counted since 4.3. It can't be acked any
    # more: a test below.
    options: ClassVar = {"queue": {"is_fifo": False, "counts": False, "refuses_stale": False}}
    examples = 6

    def __init__(self, url: str) -> None:
        self.connection = Connection(url)
        self.queue = Queue(self.connection, CODEC, f"tests-{uuid4().hex}")
        self.queue.create_queue()
        version = self.connection.channel().connection._impl.server_properties["version"]
        self.name = f"RabbitMQ {version}"

    def make(self, kind: Kind = "queue") -> Queue:
        """Return the queue, emptied: what was received on a channel goes back when it closes."""
        self.connection.channel().close()
        self.queue.clear()
        return self.queue


@pytest.fixture(scope="module")
def backend(broker: str, ran_against: list[str]) -> Iterator[RabbitMQ]:
    backend = RabbitMQ(broker)
    ran_against.append(backend.name)
    yield backend
    backend.connection.channel().queue_delete(backend.queue.queue)
    backend.connection.close()


@pytest.fixture
def queue(backend: RabbitMQ) -> Queue:
    return backend.make()


def test_it_answers_as_a_queue_may(backend: RabbitMQ) -> None:
    check(backend, "queue")


def test_the_dispatcher_of_the_course_sends_to_it(queue: Queue) -> None:
    Dispatcher(queue).dispatch([A, B])

    received = [queue.receive(), queue.receive()]
    assert [delivery.message for delivery in received if delivery] == [A, B]
    with pytest.raises(TypeError, match="dispatch takes OutgoingMessage"):
        Dispatcher(queue).dispatch(["A"])


def test_a_message_without_a_queue_is_refused_though_the_broker_confirms_it(
    backend: RabbitMQ,
) -> None:
    nowhere = Queue(backend.connection, CODEC, "a queue that nobody has made")

    with pytest.raises(Unroutable, match="A: there is no queue for it") as raised:
        nowhere.send(A)
    assert raised.value.definite

    # By itself, pika says nothing: the message is gone.
    backend.connection.channel().basic_publish("", nowhere.queue, b"gone")


def test_messages_are_persistent_and_carry_their_id(queue: Queue, backend: RabbitMQ) -> None:
    queue.send(A)

    _, properties, _ = backend.connection.channel().basic_get(queue.queue)
    assert (properties.delivery_mode, properties.message_id) == (2, "A")


@pytest.mark.parametrize(
    "row", ["delivery", "ack", "a send that is durable", "the message comes again"]
)
def test_a_row_of_take_it_home_is_what_the_adapter_says(
    row: str, queue: Queue, backend: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    implementation = backend.connection.channel()._impl
    send = implementation._send_method

    def note_and_send(method: Any, *content: Any) -> Any:
        said.append(f"{method.NAME} {method!r} {content!r}".lower())
        return send(method, *content)

    monkeypatch.setattr(implementation, "_send_method", note_and_send)
    queue.send(A)
    for settle in (queue.release, queue.ack):
        delivery = queue.receive()
        assert delivery is not None
        settle(delivery)

    cell = table("Brokers")[row]["RabbitMQ"]
    missing = [code for code in codes(cell) if code not in " ".join(said)]
    assert codes(cell)
    assert [code for code in missing if code != "basic.deliver"] == []  # the adapter asks: no push


def test_the_send_is_persistent_mandatory_and_confirmed_as_take_it_home_says(
    queue: Queue, backend: RabbitMQ
) -> None:
    cell = table("Brokers")["a send that is durable"]["RabbitMQ"]

    assert "a publisher confirm, for a persistent message in a durable queue" in cell
    assert backend.connection.channel()._delivery_confirmation
    # A queue is made once: one that was not durable would be refused here.
    backend.connection.channel().queue_declare(
        queue.queue, durable=True, arguments={"x-queue-type": "quorum"}
    )


def test_what_was_received_comes_again_when_its_channel_closes(
    queue: Queue, backend: RabbitMQ
) -> None:
    queue.send(A)
    first = queue.receive()
    assert first is not None
    assert queue.receive() is None

    backend.connection.close()

    second = queue.receive()
    assert second is not None
    assert (first.count, second.count) == (1, 2)


def test_an_ack_for_a_closed_channel_acks_nothing_on_the_next_one(
    queue: Queue, backend: RabbitMQ
) -> None:
    """Tags begin with 1 on each channel: an old one is that of another message."""
    queue.send(A)
    old = queue.receive()
    assert old is not None
    backend.connection.channel().close()
    queue.send(B)
    new = queue.receive()
    assert new is not None
    assert new.tag == old.tag

    assert queue.ack(old) is False

    backend.connection.channel().close()
    left = [queue.receive(), queue.receive()]
    assert {delivery.message.message_id for delivery in left if delivery} == {"A", "B"}


def test_a_second_ack_is_refused_and_closes_no_channel(queue: Queue) -> None:
    queue.send(A)
    queue.send(B)
    first, second = queue.receive(), queue.receive()
    assert first is not None
    assert second is not None

    assert [queue.ack(first), queue.ack(first), queue.release(first)] == [True, False, False]
    assert queue.ack(second) is True  # the broker closes a channel for an ack that it doesn't know


def test_a_connection_that_was_lost_is_indefinite_and_the_next_call_opens_another(
    queue: Queue, backend: RabbitMQ
) -> None:
    channel = backend.connection.channel()
    channel.connection._impl._transport._sock.shutdown(socket.SHUT_RDWR)  # the network is gone

    with pytest.raises(TimeoutError) as raised:
        queue.send(A)
    assert not raised.value.definite

    queue.send(B)
    received = queue.receive()
    assert received is not None
    assert received.message == B


def test_a_wrong_password_is_no_time_out(broker: str) -> None:
    from pika.exceptions import ProbableAuthenticationError

    address = re.sub("//([^@]*@)?", "//guest:wrong@", broker, count=1)
    with pytest.raises(ProbableAuthenticationError):
        Connection(address).channel()


def test_where_no_broker_answers_it_is_indefinite() -> None:
    from cloud.canned_answers import answering

    with answering(b"") as url:
        address = url.replace("http", "amqp")

    with pytest.raises(TimeoutError):
        Queue(Connection(f"{address}/?connection_attempts=1"), CODEC).send(A)
