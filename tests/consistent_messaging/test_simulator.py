"""A walk takes one action at a time, and refuses those that cannot be."""

import pytest
from consistent_messaging.simulation.simulator import ImpossibleActionError, Simulator
from shop import Careful, shop


def simulator() -> Simulator:
    return shop(Careful).simulator(("A", "B"))


def take(simulator: Simulator, actions: str) -> list[str]:
    for action in actions.split():
        simulator.take(action)
    return [step.sentence for step in simulator.history().steps]


def test_receive_handle_send_and_the_ack_comes_last() -> None:
    assert take(simulator(), "+A .A .A .A =A") == [
        "The broker delivers A to consumer 1.",
        "A·1 reads order-7: no events.",
        "A·1 appends ItemAdded(apple) to order-7: version 1.",
        "A·1 sends ItemAdded(apple).",
        "A·1 is acked.",
    ]


def test_a_delayed_attempt_has_sent_nothing_and_comes_again() -> None:
    sentences = take(simulator(), "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A")
    assert sentences[3] == "Monkey: the ack of A·1 is delayed; nothing is sent."
    assert sentences[9] == "A·1 fails. Its messages are gone; A is queued again."
    assert sentences[-2:] == ["A·2 sends ItemAdded(apple).", "A·2 is acked."]


def test_of_two_that_decided_on_the_same_version_one_is_refused() -> None:
    w = simulator()
    assert take(w, "+A +B .A .B .A .B")[-1] == (
        "B·1 appends ItemAdded(bread) to order-7: refused. order-7 is at version 1, not at 0: "
        "A·1 appended to order-7 in step 5. B·1 fails; B is queued again."
    )
    assert w.history().faults == 0


def test_an_attempt_that_crashes_leaves_its_message_in_the_queue() -> None:
    w = simulator()
    take(w, "+A .A !A")
    assert w.history().waiting == ("A", "B")
    assert w.history().faults == 1


def test_a_lost_ack_comes_after_everything_was_sent() -> None:
    sentences = take(simulator(), "+A .A .A .A %A +A .A .A =A")
    assert sentences[4] == "Monkey: the ack of A·1 is lost; A is queued again."
    assert sentences[-2] == "A·2 sends ItemAdded(apple)."


def test_a_second_copy_can_be_handled_at_the_same_time() -> None:
    sentences = take(simulator(), "2A +A +A .A1 .A2 .A1 .A2")
    assert sentences[0] == "Monkey: the broker has one more copy of A."
    assert "refused" in sentences[-1]


@pytest.mark.parametrize(
    ("actions", "sentence"),
    [
        ("+A .A ?A", "Monkey: A·1 appends ItemAdded(apple) to order-7: version 1, and is told that "
         "it timed out. A·1 fails; A is queued again."),
        ("+A ^A", "Monkey: A·1 reads order-7: refused. The store is busy. event_store.read was not "
         "carried out. A·1 fails; A is queued again."),
        ("+A .A .A ?A", "Monkey: A·1 sends ItemAdded(apple), and is told that it failed. It fails; "
         "A is queued again."),
        ("+A .A .A ^A", "Monkey: A·1 cannot send ItemAdded(apple). It fails; A is queued again."),
        ("+A .A _A", "Monkey: A·1 appends ItemAdded(apple) to order-7: the request is lost; A·1 is "
         "told that it timed out. A·1 fails; A is queued again."),
        ("+A .A .A _A", "Monkey: A·1 sends ItemAdded(apple): it is lost, and nobody gets it. A·1 "
         "fails; A is queued again."),
        ("+A &A", "Monkey: the lease of A·1 expires; A is queued again while it goes on."),
        ("+A &A .A .A .A =A", "A·1 is done; its ack comes too late."),
        ("+A &A !A", "Monkey: A·1 crashes."),
        ("+A !A", "Monkey: A·1 crashes; A is queued again."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_what_it_leads_to(actions: str, sentence: str) -> None:
    assert take(simulator(), actions)[-1] == sentence


def test_a_message_whose_lease_expired_is_handled_by_two_at_once() -> None:
    w = simulator()
    take(w, "+A .A &A +A .A2 .A2 .A2 =A2 .A")
    assert w.history().waiting == ("B",)
    assert "refused" in w.history().steps[-1].sentence
    assert w.history().steps[-1].sentence.endswith("A·1 fails.")


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
        ("+A &A &A", "& cannot happen to A·1 now."),
        ("+A <A", "A·1 has no older value to read here."),
        ("xinbox:A", "There is no record 'A' in 'inbox'."),
        ("2A +A +A .A", "More than one attempt is meant by this; alive: A·1, A·2."),
        ("2A +A +A +B", "No consumer is free to take B."),
        ("nonsense", "'nonsense' is not an action. An action is one of"),
        ("+", "'\\+' is not an action"),
    ],
)
def test_an_action_that_cannot_be_is_refused(actions: str, complaint: str) -> None:
    with pytest.raises(ImpossibleActionError, match=complaint):
        take(simulator(), actions)


def test_the_stores_of_one_world_are_not_those_of_another() -> None:
    scenario = shop()
    scenario.play("A")
    assert scenario.play("A").records["event_store"]["order-7"].version == 1
