"""Several messages as one delivery: what happens to them together, and what to each."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import MessageContext, Throttled
from consistent_messaging.checker import CRASH, LOST_ACK, REJECTED, Scope, check
from consistent_messaging.checks import InconsistentError, assert_consistent, assert_holds
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.explain import ReplayRequest, options_after, report_history
from consistent_messaging.scenario import Broker, Lesson, Scenario
from consistent_messaging.simulation.chaos_monkeys import CRASH_AFTER_A_WRITE, LEASE_EXPIRES
from consistent_messaging.simulation.simulator import ImpossibleActionError


@dataclass(frozen=True)
class Add:
    item: str


class Items:
    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def add(self, message_id: str, item: str) -> None:
        self.records[message_id] = item


class Adds:
    """Handles one message after the other."""

    def __init__(self, items: Any, dispatcher: Any) -> None:
        self.items = items

    def handle(self, message: Add, context: Any) -> None:
        self.items.add(context.message_id, message.item)
        context.publish(message, f"{context.message_id}/added")


class GivesBack(Adds):
    """Publishes first, and gives back what fails."""

    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        for message, context in batch:
            context.publish(message, f"{context.message_id}/added")
            try:
                self.items.add(context.message_id, message.item)
            except Throttled:
                context.nack()


LESSON = Lesson(
    "the order",
    (),
    lambda items, message: (tuple(sorted((*items, message.item))), [message]),
    lambda records: tuple(sorted(records["items"].values())),
)
MESSAGES = {"A": Add("apple"), "B": Add("bread")}


def scenario(handler: Any = Adds, **rules: Any) -> Scenario:
    stores = {"items": Items(), "dispatcher": Outlet()}
    return Scenario(handler, stores, MESSAGES, LESSON, broker=Broker(**{"batch": 2, **rules}))


def sentences(world: Scenario, schedule: str) -> list[str]:
    return [step.sentence for step in world.replay(schedule, ("A", "B")).steps]


def test_a_batch_is_handled_message_by_message_and_acked_once() -> None:
    history = scenario().play("A", "B")
    assert history.schedule == "+A+B .A+B .A+B .A+B .A+B =A+B"
    assert [step.sentence for step in history.steps] == [
        "The broker delivers A and B as one batch to consumer 1.",
        "A+B·1 calls items.add(A, apple): writes A: apple.",
        "A+B·1 calls items.add(B, bread): writes B: bread.",
        "A+B·1 sends Add(apple).",
        "A+B·1 sends Add(bread).",
        "A+B·1 is acked.",
    ]
    assert_consistent(scenario(), history)


def test_a_copy_can_be_in_the_same_batch_or_in_a_later_one() -> None:
    assert scenario().play("A", "A").schedule.startswith("2A +A+A ")
    history = scenario().play("A", "B", "A")
    assert history.steps[7].sentence == "The broker delivers A again, to consumer 1."
    assert history.at_rest


def test_all_of_a_batch_come_again_if_the_attempt_fails() -> None:
    told = sentences(scenario(), "+A+B .A+B !A+B +B+A !B+A +A +B")
    assert told[2:] == [
        "Monkey: A+B·1 crashes; A and B are queued again.",
        "The broker delivers B and A again, as one batch, to consumer 1.",
        "Monkey: B+A·2 crashes; B and A are queued again.",
        "The broker delivers A again, to consumer 1.",
        "The broker delivers B again, to consumer 2.",
    ]
    assert scenario().replay("+A+B .A+B !A+B +A", ("A", "B")).waiting == ("B", "A")


def test_what_is_given_back_comes_again_and_publishes_nothing() -> None:
    history = scenario(GivesBack).replay("+A+B ^A+B .A+B .A+B =A+B +A")
    assert [step.sentence for step in history.steps[3:]] == [
        "A+B·1 sends Add(bread).",
        "A+B·1 is acked except for A; A is queued again.",
        "The broker delivers A again, to consumer 1.",
    ]
    assert [sent.message.message_id for sent in history.sent] == ["B/added"]
    assert_holds(scenario(GivesBack), Scope(("A", "B"), (REJECTED, LOST_ACK), most_faults=2))


def test_a_handler_can_give_back_all_of_a_batch() -> None:
    told = sentences(scenario(GivesBack), "+A+B ^A+B ^A+B =A+B +A ^A =A")
    assert told[3] == "A+B·1 acks nothing; A and B are queued again."
    assert told[6] == "A·2 acks nothing; A is queued again."


def test_an_attempt_whose_lease_has_expired_gives_nothing_back() -> None:
    history = scenario(GivesBack).replay("+A+B &A+B ^A+B ^A+B =A+B")
    assert history.steps[-1].sentence == "A+B·1 is done; its ack comes too late."
    assert history.waiting == ("A", "B")


def test_each_message_of_a_batch_has_its_own_count() -> None:
    counted = scenario(most_deliveries=2)
    told = sentences(counted, "+A !A +A+B !A+B")
    assert told[2:] == [
        "The broker delivers A (again) and B as one batch to consumer 1.",
        "Monkey: A+B·2 crashes; B is queued again, and A is a dead letter now.",
    ]
    history = counted.replay("+A !A +A+B !A+B", ("A", "B"))
    assert (history.dead_letters, history.waiting) == (("A",), ("B", "A"))


def test_a_batch_that_is_acked_first_does_not_come_again() -> None:
    told = sentences(scenario(GivesBack, ack="before the work"), "+A+B ^A+B .A+B .A+B =A+B")
    assert told[0] == "The broker delivers A and B as one batch to consumer 1, and it is acked."
    assert told[-1] == "A+B·1 is done."


def test_messages_of_a_key_come_in_their_sequence_in_a_batch_too() -> None:
    one = scenario(fifo_by=lambda message: "all")
    assert one.replay("+A+B !A+B +A !A +A+B").waiting == ("A", "B")
    for schedule in ("+B+A", "+B", "+A +B"):
        with pytest.raises(ImpossibleActionError, match=r"waits for|cannot be delivered as one"):
            one.replay(schedule, ("A", "B"))


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ("+A+C", "There is no message 'C'; there are A, B"),
        ("+A +A+B", "A is not in the queue; in it: B"),
        ("+A+A", r"A\+A cannot be delivered as one batch now.* too few copies"),
        ("2A +A+B+A", r"A\+B\+A has 3 messages, and a batch has 2 at most"),
        ("+A+B .A", "No attempt is meant by this; alive: A\\+B·1"),
    ],
)
def test_a_batch_that_cannot_be_is_refused(schedule: str, says: str) -> None:
    with pytest.raises(ImpossibleActionError, match=says):
        scenario().replay(schedule, ("A", "B"))


def test_attempts_at_the_same_messages_have_numbers() -> None:
    history = scenario().replay("+A+B &A+B +A+B .A+B2 .A+B1 .A+B2")
    assert [step.attempt for step in history.steps[2:]] == ["A+B·2", "A+B·2", "A+B·1", "A+B·2"]
    assert scenario().names_in(history.schedule) == ("A", "B")


def test_monkeys_strike_batches_and_leave_others_alone() -> None:
    history = scenario().play("A", "B", monkey=CRASH_AFTER_A_WRITE)
    assert [step.action for step in history.steps[:4]] == ["+A+B", ".A+B", "!A+B", "+A+B"]
    whom = replace(CRASH_AFTER_A_WRITE, whom="B")
    assert scenario().play("A", "B", monkey=whom).schedule == history.schedule
    assert "+A+B &A+B +A+B " in scenario().play("A", "B", monkey=LEASE_EXPIRES).schedule


class NeverAgain(Adds):
    def handle(self, message: Add, context: Any) -> None:
        raise Throttled("never")


def test_a_batch_that_always_fails_is_stuck_and_its_run_ends() -> None:
    found = check(scenario(NeverAgain), Scope(("A", "B")))
    assert found.anomaly == "stuck"
    with pytest.raises(InconsistentError, match="A was delivered 5 times and never acked"):
        assert_consistent(scenario(NeverAgain), scenario(NeverAgain).play("A", "B"))


def request(schedule: str) -> Any:
    file = Path(__file__)
    asked = ReplayRequest(schedule, ("A", "B"), marks="!", most_faults=9)
    return asked, file, file.read_text(encoding="utf-8")


def test_a_page_gets_the_messages_of_a_batch_and_can_offer_one() -> None:
    trace = report_history(scenario(GivesBack), *request("+A+B ^A+B .A+B .A+B =A+B"))
    moments = trace["moments"]
    assert [moment["message"] for moment in moments] == ["A+B"] * 5
    assert [moment["queue"] for moment in moments] == [[], [], [], [], ["A"]]
    assert (moments[3]["end"], moments[4]["end"]) == (None, "partly acked")
    all_back = report_history(scenario(GivesBack), *request("+A+B &A+B ^A+B ^A+B =A+B +A ^A =A"))
    ends = [moment["end"] for moment in all_back["moments"]]
    assert (ends[4], ends[7]) == ("acked", "given back")
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert "context.publish(message" in source[moments[3]["line"] - 1]
    offered = options_after(scenario(), *request("+A &A"))["options"]
    assert ("+A+B", "Deliver A and B as one batch to consumer 2") in [
        (option["action"], option["text"]) for option in offered
    ]


def test_a_check_shows_the_names_in_a_batch() -> None:
    trace = report_history(scenario(GivesBack), *request("+A+B"))
    names = trace["moments"][0]["attempts"][0]["names"]
    assert names["batch"] == "[(Add A, context of A), (Add B, context of B)]"


class PublishesTooLate(Adds):
    def handle(self, message: Add, context: Any) -> None:
        context.nack()
        context.publish(message, "late")


def test_what_was_given_back_cannot_publish() -> None:
    found = check(scenario(PublishesTooLate), Scope(("A",)))
    assert found.verdict == "error"
    assert "A comes again, so it cannot publish after nack()" in str(found)


def test_a_message_that_came_by_itself_cannot_be_given_back() -> None:
    found = check(replace(scenario(PublishesTooLate), broker=Broker()), Scope(("A",)))
    assert "raise an error, and it comes again" in str(found)
    with pytest.raises(ValueError, match="delivers one message at a time"):
        MessageContext("A").nack()


class NeverRuns(Adds):
    def handle_batch(self, batch: list[tuple[Any, Any]]) -> Any:
        yield from batch


class OneNeverRuns(Adds):
    def handle(self, message: Add, context: Any) -> Any:
        yield self.items.add(context.message_id, message.item)


@pytest.mark.parametrize("handler", [NeverRuns, OneNeverRuns])
def test_a_generator_is_found_in_a_batch_too(handler: Any) -> None:
    found = check(scenario(handler), Scope(("A", "B")))
    assert "has a yield, so none of it ran" in str(found)


class Prints(Adds):
    def handle(self, message: Add, context: Any) -> None:
        print(f"begins {message.item}")
        super().handle(message, context)


def test_what_a_batch_prints_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    scenario(Prints).play("A", "B")
    assert capsys.readouterr().out == "begins apple\nbegins bread\n"


class NewIds(Adds):
    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        for message, context in batch:
            self.items.add(context.new_id(), message.item)


def test_each_message_of_a_batch_gets_ids_of_its_own() -> None:
    history = scenario(NewIds).play("A", "B")
    assert list(history.records["items"].values()) == ["apple", "bread"]
    found = check(scenario(NewIds), Scope(("A", "B"), (CRASH,), most_faults=1))
    assert (found.anomaly, found.faults) == ("lost", 0)  # it publishes nothing


@pytest.mark.parametrize("size", [0, 5, "two", 1.5])
def test_a_size_that_no_batch_has_is_refused(size: Any) -> None:
    with pytest.raises(ValueError, match="batch is how many messages come as one delivery: 1 to 4"):
        Broker(batch=size)


def test_a_name_that_could_be_that_of_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="could be taken for a batch"):
        replace(scenario(), messages={"A+B": Add("apple")})
    replace(scenario(), messages={"A+B": Add("apple")}, broker=Broker())
