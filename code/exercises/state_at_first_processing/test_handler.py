"""Whatever happens, a message that comes again says what it said, or would have said, at first."""

from dataclasses import replace

from consistent_messaging import EventStore, StoredEvent
from consistent_messaging.chaos import CRASH_AFTER_A_WRITE, DELAYED_FAILURE_WHEN_ACKING
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ANSWER,
    LOST_REQUEST,
)
from consistent_messaging.checks import (
    InconsistentError,
    NotYetError,
    Scope,
    assert_consistent,
    assert_holds,
)
from copies import assert_remembers
from order_lesson import ORDER
from orders import FirstItemAdded, ItemAdded
from scenario import scenario

FAULTS = (CRASH, DELAYED_ACK, DUPLICATE, LEASE_EXPIRED, LOST_ANSWER, LOST_REQUEST)


def test_the_same_message_twice():
    assert_consistent(scenario, scenario.play("A", "A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_have_the_same_content():
    assert_consistent(scenario, scenario.play("A", "H", "A"))
    assert_consistent(scenario, scenario.play("C", "G", "C"))


def test_each_order_has_a_stream_of_its_own():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_two_items_quickly_under_the_monkey():
    history = scenario.play("A", "B", monkey=DELAYED_FAILURE_WHEN_ACKING)
    assert_consistent(scenario, history)


def test_events_that_were_stored_the_other_way_round():
    older = after_an_older_version()
    try:
        assert_consistent(older, older.play("A"))
    except InconsistentError as found:
        raise NotYetError(
            "An older version stored ItemAdded and then FirstItemAdded for A, and ended before it "
            f"had sent them. Now A comes again. {found} Decide on the order as it was before the "
            "first event of A.",
            found.history,
        ) from found


def test_a_crash_after_a_write():
    assert_consistent(scenario, scenario.play("A", monkey=CRASH_AFTER_A_WRITE))


def test_a_count_again_after_an_item():
    history = scenario.play("C", "A", "C")
    assert_consistent(scenario, history)
    if events_kept(history) > events_kept(scenario.play("C", "A")):
        raise NotYetError(
            "The copy of C appended to the stream once more. The stream knew C already: append "
            "only if the message has caused nothing yet.",
            history,
        )


def test_two_items_in_every_sequence_with_up_to_two_faults():
    assert_holds(scenario, Scope(("A", "B"), FAULTS, most_faults=2))


def test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults():
    assert_holds(scenario, Scope(("A", "C"), FAULTS, most_faults=2))


def after_an_older_version():
    """Return the scenario after a crash of code that stored ItemAdded first and sent nothing."""
    store = EventStore()
    bodies = [ItemAdded(ORDER, "apple"), FirstItemAdded(ORDER, "apple")]
    store.append(ORDER, [StoredEvent(body, "A") for body in bodies], expected_version=0)
    return replace(scenario, stores={"event_store": store})


def events_kept(history):
    return sum(len(stream.events) for stream in history.records["event_store"].values())
