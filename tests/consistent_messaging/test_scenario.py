"""A scenario plays a few messages, and every run of it can be played again."""

from dataclasses import replace

import pytest
from consistent_messaging import EventStore, MessageContext
from consistent_messaging.chaos import CHAOS_MONKEYS, DELAYED_FAILURE_WHEN_ACKING, LOST_ACK
from consistent_messaging.simulation.scenario import MAX_DELIVERIES, NeverStruckError
from consistent_messaging.simulation.simulator import ImpossibleActionError
from shop import ORDER, AddItem, Careful, Careless, shop


def test_messages_are_handled_one_after_the_other() -> None:
    history = shop().play("A", "B", "A")
    assert history.schedule == "+A .A .A .A =A +B .B .B .B =B 2A +A .A .A =A"
    assert history.waiting == ()


def test_a_schedule_replays_the_same_history() -> None:
    scenario = shop()
    history = scenario.play("A", "B", "A")
    assert scenario.replay(history.schedule) == history


def test_a_schedule_that_no_longer_fits_says_where() -> None:
    with pytest.raises(ImpossibleActionError, match="Step 3 no longer happens"):
        shop().replay("+A .A =A")


def test_the_delayed_failure_when_acking_lets_the_others_go_first() -> None:
    history = shop().play("A", "B", monkey=DELAYED_FAILURE_WHEN_ACKING)
    assert history.schedule == "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A"
    assert [sent.attempt for sent in history.sent] == ["B·1", "A·2"]


def test_the_lost_ack_makes_a_second_attempt_send_a_copy() -> None:
    history = shop().play("A", monkey=LOST_ACK)
    assert [(s.attempt, s.message.message_id) for s in history.sent] == [
        ("A·1", "A/added"),
        ("A·2", "A/added"),
    ]


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("delayed failure when acking", "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A"),
        ("crash after a write", "+A .A .A !A +B .B .B .B =B +A .A .A =A"),
        ("lost answer", "+A .A ?A +B .B .B .B =B +A .A .A =A"),
        ("rejected write", "+A .A ^A +B .B .B .B =B +A .A .A .A =A"),
        ("lost request", "+A .A _A +B .B .B .B =B +A .A .A .A =A"),
        ("lease expires", "+A .A &A +A .A2 .A2 .A2 =A2 .A +B .B .B .B =B"),
        ("lost ack", "+A .A .A .A %A +B .B .B .B =B +A .A .A =A"),
        ("stale read", "+A .A .A .A =A +B <B .B +B .B .B .B =B"),
    ],
)
def test_every_monkey_strikes_once_at_its_moment(name: str, schedule: str) -> None:
    stale = replace(shop(), consistency={"event_store": "stale"})
    history = stale.play("A", "B", monkey=CHAOS_MONKEYS[name])
    assert history.schedule == schedule
    assert history.faults == 1


def test_every_monkey_has_its_history_above() -> None:
    assert len(CHAOS_MONKEYS) == 8


def test_a_monkey_that_never_strikes_proves_nothing_and_says_so() -> None:
    class AlwaysRefused(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.append(ORDER, [], expected_version=99)

    with pytest.raises(NeverStruckError, match="'lost ack' never struck"):
        shop(AlwaysRefused).play("A", monkey=LOST_ACK)


def test_a_message_that_is_never_acked_does_not_go_on_for_ever() -> None:
    class AlwaysRefused:
        def __init__(self, event_store: EventStore) -> None:
            self.event_store = event_store

        def handle(self, message: AddItem, context: MessageContext) -> None:
            self.event_store.append(ORDER, [], expected_version=99)

    history = shop(AlwaysRefused).play("A")
    assert history.waiting == ("A",)
    assert sum(step.action == "+A" for step in history.steps) == MAX_DELIVERIES


def test_two_runs_give_the_same_history() -> None:
    assert str(shop(Careless).play("A", "B", "A")) == str(shop(Careless).play("A", "B", "A"))


def test_the_steps_are_told_while_they_happen() -> None:
    told: list[str] = []
    history = shop().play("A", on_step=lambda step: told.append(step.sentence))
    assert told == [step.sentence for step in history.steps]
