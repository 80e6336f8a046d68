"""A worker acks what was handled and sent; all else comes again, wherever it was ended."""

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from consistent_messaging import ConcurrencyError, OutgoingMessage, TimeoutError
from consistent_messaging.adapters.worker import Worker

CODE = Path(__file__).parents[2] / "code"


@dataclass(frozen=True)
class Leased:
    count: int
    message: OutgoingMessage


@dataclass
class Line:
    """A queue in memory; what is leased comes again only when it is released."""

    waiting: list[Leased]
    leased: list[Leased] = field(default_factory=list)
    in_time: bool = True
    asked_for: list[float] = field(default_factory=list)

    def receive(self, lease_seconds):
        self.asked_for.append(lease_seconds)
        if not self.waiting:
            return None
        self.leased.append(self.waiting.pop(0))
        return self.leased[-1]

    def ack(self, delivery):
        self.leased.remove(delivery)
        return self.in_time

    def release(self, delivery):
        self.leased.remove(delivery)
        self.waiting.append(replace(delivery, count=delivery.count + 1))
        return self.in_time


class Outbox(list):
    send = list.append


def line(*names):
    messages = [OutgoingMessage(name, f"body of {name}", {"token": f"t-{name}"}) for name in names]
    return Line([Leased(1, message) for message in messages])


def worker(queue, handle, outlet=None, **options):
    class Handler:
        def handle(self, message, context):
            return handle(message, context)

    outlet = Outbox() if outlet is None else outlet
    return Worker(queue, Handler, outlet, idle_seconds=0.001, **options)


def test_a_message_is_handled_then_what_it_publishes_is_sent_then_it_is_acked() -> None:
    queue, sent = line("A"), Outbox()
    done: list[object] = []

    def handle(message, context):
        context.publish("first", f"{context.message_id}/1")
        context.publish("second", f"{context.message_id}/2")
        done.append((message, context.message_id, dict(context.headers), context.delivery_count))
        done.append((len(sent), len(queue.leased)))

    one = worker(queue, handle, sent, lease_seconds=7)
    one.run(until_empty=True)

    assert done == [("body of A", "A", {"token": "t-A"}, 1), (0, 1)]
    assert sent == [OutgoingMessage("A/1", "first"), OutgoingMessage("A/2", "second")]
    assert (queue.waiting, queue.leased, queue.asked_for[0]) == ([], [], 7)
    assert (one.counters.deliveries, one.counters.acks, one.counters.sent) == (1, 1, 2)


def test_each_delivery_gets_a_handler_of_its_own() -> None:
    made = []

    class Handler:
        def __init__(self):
            made.append(self)

        def handle(self, message, context):
            self.seen = message

    Worker(line("A", "B"), Handler, Outbox(), idle_seconds=0.001).run(until_empty=True)

    assert [handler.seen for handler in made] == ["body of A", "body of B"]


@pytest.mark.parametrize("error", [ConcurrencyError("taken"), TimeoutError(), KeyError("token")])
def test_an_error_publishes_nothing_and_the_message_comes_again(error) -> None:
    sent, seen = Outbox(), []

    def handle(message, context):
        seen.append(context.delivery_count)
        context.publish("added", "A/added")
        if context.delivery_count < 3:
            raise error

    one = worker(line("A"), handle, sent)
    one.run(until_empty=True)

    assert seen == [1, 2, 3]
    assert sent == [OutgoingMessage("A/added", "added")]
    assert one.counters.failures == {type(error).__name__: 2}
    assert one.counters.acks == 1


def test_a_message_that_could_not_be_sent_is_not_acked() -> None:
    class Broken(Outbox):
        def send(self, message):
            self.append(message)
            if len(self) == 2:
                raise TimeoutError("no answer")

    queue, sent = line("A"), Broken()

    def handle(message, context):
        context.publish("first", "A/1")
        context.publish("second", "A/2")

    one = worker(queue, handle, sent)
    attempts = one.attempts()

    attempt = next(attempts)
    assert attempt is not None
    assert isinstance(attempt.error, TimeoutError)
    assert (attempt.sent, len(queue.waiting), len(queue.leased)) == (1, 1, 0)
    assert next(attempts) == replace(attempt, error=None, sent=2, delivery_count=2, seconds=ANY)
    assert [message.message_id for message in sent] == ["A/1", "A/2", "A/1", "A/2"]


class Anything:
    def __eq__(self, other):
        return True


ANY = Anything()


def test_a_message_that_always_fails_lets_the_others_go_first_and_stays_leased() -> None:
    queue, handled = line("bad", "A", "B"), []

    def handle(message, context):
        handled.append(context.message_id)
        if context.message_id == "bad":
            raise RuntimeError("never")

    one = worker(queue, handle, quick_retries=2)
    one.run(until_empty=True)

    assert handled == ["bad", "A", "B", "bad", "bad"]
    assert [(each.message.message_id, each.count) for each in queue.leased] == [("bad", 3)]


def test_an_end_after_the_lease_is_counted_and_logged(caplog) -> None:
    queue = line("A")
    queue.in_time = False
    one = worker(queue, lambda message, context: None)
    with caplog.at_level(logging.INFO):
        one.run(until_empty=True)

    assert (one.counters.acks, one.counters.too_late) == (0, 1)
    assert "after its lease had run out, 0 published" in caplog.text


def test_an_attempt_is_one_line_and_only_an_unexpected_error_has_a_traceback(caplog) -> None:
    errors = [ConcurrencyError("order-7 exists already."), ZeroDivisionError("by zero"), None]

    def handle(message, context):
        error = errors[context.delivery_count - 1]
        if error:
            raise error

    with caplog.at_level(logging.INFO):
        worker(line("A"), handle).run(until_empty=True)

    refused, unexpected, done, stopped = caplog.records
    assert "A, delivery 1: failed after" in refused.message
    assert refused.message.endswith("comes again. ConcurrencyError: order-7 exists already.")
    assert refused.exc_info is None
    assert unexpected.exc_info
    assert "A, delivery 3: handled in" in done.message
    assert "3 deliveries: 1 acked, 2 failed (1 ConcurrencyError, 1 ZeroDivis" in stopped.message


def test_an_error_of_the_queue_ends_the_worker() -> None:
    class Lost(Line):
        def ack(self, delivery):
            raise ConnectionError("the server is gone")

    one = worker(Lost(line("A").waiting), lambda message, context: None)

    with pytest.raises(ConnectionError):
        one.run()


def test_a_queue_that_does_not_answer_is_asked_again(caplog) -> None:
    class Flaky(Line):
        asked = 0

        def receive(self, lease_seconds):
            self.asked += 1
            if self.asked == 1:
                raise TimeoutError("no answer")
            return super().receive(lease_seconds)

        def ack(self, delivery):
            if delivery.count == 1:
                self.release(delivery)
                raise TimeoutError("no answer to the ack")
            return super().ack(delivery)

    sent = Outbox()
    one = worker(
        Flaky(line("A").waiting), lambda message, context: context.publish("added", "A/1"), sent
    )
    attempts = one.attempts()

    assert next(attempts) is None
    first, second = next(attempts), next(attempts)
    assert first is not None
    assert second is not None
    assert (str(first.error), second.error) == ("no answer to the ack", None)
    assert [message.message_id for message in sent] == ["A/1", "A/1"]
    assert "nothing received. TimeoutError: no answer" in caplog.text


def test_stop_lets_the_message_in_hand_be_done() -> None:
    queue = line("A", "B")
    one = worker(queue, lambda message, context: one.stop())
    one.run()

    assert [each.message.message_id for each in queue.waiting] == ["B"]
    assert (queue.leased, one.counters.acks) == ([], 1)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_lease_that_is_no_time_is_refused(seconds) -> None:
    with pytest.raises(ValueError, match="lease_seconds is a number above 0, not"):
        worker(line(), lambda message, context: None, lease_seconds=seconds)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_ends_on_a_signal_after_what_is_in_hand(number) -> None:
    program = f"""
import sys, time
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(CODE)!r}]
from test_worker import line, worker

def handle(message, context):
    print("began", context.message_id, flush=True)
    time.sleep(0.5)
    print("done", context.message_id, flush=True)

one = worker(line("A", "B"), handle)
one.stop_on_signals()
one.run()
print("stopped", one.counters.acks, flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    began = process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)

    assert (began, rest, process.returncode) == ("began A\n", "done A\nstopped 1\n", 0)
