"""The world takes one action at a time, and refuses those that cannot be."""

import pytest
from consistent_messaging import EventStore
from consistent_messaging.world import ImpossibleActionError, World
from shop import Careful, shop


def world(consumers: int = 2) -> World:
    scenario = shop(Careful)
    messages = {name: scenario.messages[name] for name in ("A", "B")}
    return World(Careful, {"event_store": EventStore()}, messages, consumers=consumers)


def take(world: World, actions: str) -> list[str]:
    for action in actions.split():
        world.take(action)
    return [step.sentence for step in world.history().steps]


def test_receive_handle_send_and_the_ack_comes_last() -> None:
    assert take(world(), "+A .A .A .A =A") == [
        "The broker delivers A to consumer 1.",
        "A·1 reads order-7: no events.",
        "A·1 appends ItemAdded(apple) to order-7: version 1.",
        "A·1 sends ItemAdded(apple).",
        "A·1 is acked.",
    ]


def test_a_delayed_attempt_has_sent_nothing_and_comes_again() -> None:
    sentences = take(world(), "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A")
    assert sentences[3] == "Monkey: the ack of A·1 is delayed; nothing is sent."
    assert sentences[9] == "A·1 fails. Its messages are gone; A is queued again."
    assert sentences[-2:] == ["A·2 sends ItemAdded(apple).", "A·2 is acked."]


def test_of_two_that_decided_on_the_same_version_one_is_refused() -> None:
    sentences = take(world(), "+A +B .A .B .A .B")
    assert sentences[-1].startswith("B·1 appends ItemAdded(bread) to order-7: refused. order-7 is")
    w = world()
    take(w, "+A +B .A .B .A .B !B")
    assert w.history().steps[-1].sentence == "B·1 fails; B is queued again."
    assert w.history().faults == 0


def test_an_attempt_that_crashes_leaves_its_message_in_the_queue() -> None:
    w = world()
    take(w, "+A .A !A")
    assert w.history().waiting == ("B", "A")
    assert w.history().faults == 1


def test_a_lost_ack_comes_after_everything_was_sent() -> None:
    sentences = take(world(), "+A .A .A .A !A +A .A .A =A")
    assert sentences[4] == "Monkey: A·1. The ack is lost; A is queued again."
    assert sentences[-2] == "A·2 sends ItemAdded(apple)."


def test_a_second_copy_can_be_handled_at_the_same_time() -> None:
    sentences = take(world(), "2A +A +A .A1 .A2 .A1 .A2")
    assert sentences[0] == "Monkey: the broker has one more copy of A."
    assert "refused" in sentences[-1]


@pytest.mark.parametrize(
    ("actions", "complaint"),
    [
        ("+Z", "There is no message 'Z'; there are A, B."),
        ("+A +A", "A is not in the queue"),
        (".A", "No attempt is meant by this; alive: none."),
        ("=A", "No attempt is meant by this"),
        ("+A =A", "A·1 cannot be acked: it is not through."),
        ("+A ~A", "A·1 cannot be delayed now"),
        ("+A .A .A ~A .A", "A·1 has no step to take now."),
        ("2A +A +A .A", "More than one attempt is meant by this; alive: A·1, A·2."),
        ("2A +A +A +B", "No consumer is free to take B."),
        ("nonsense", "'nonsense' is no action. An action is one of"),
        ("+", "'\\+' is no action"),
    ],
)
def test_an_action_that_cannot_be_is_refused(actions: str, complaint: str) -> None:
    with pytest.raises(ImpossibleActionError, match=complaint):
        take(world(), actions)


def test_the_stores_of_one_world_are_not_those_of_another() -> None:
    scenario = shop()
    scenario.play("A")
    assert scenario.play("A").records["event_store"]["order-7"].version == 1
