"""The first item is announced as the first, and its author knows how the event gets lost."""

import handler
from answers import Answers
from consistent_messaging.checker import DELAYED_ACK
from consistent_messaging.checks import (
    InconsistentError,
    NotYetError,
    Scope,
    assert_consistent,
    assert_holds,
)
from consistent_messaging.text.format import shown
from copies import assert_remembers
from order_lesson import ORDER, items_in_stream
from scenario import scenario

UNDER_THE_MONKEY = Scope(("A", "B"), (DELAYED_ACK,), most_faults=1)

answers = Answers(scenario, UNDER_THE_MONKEY, handler)


def test_the_first_item_is_announced_as_the_first():
    assert_consistent(scenario, scenario.play("A"))


def test_the_second_item_is_not_announced_as_the_first():
    assert_consistent(scenario, scenario.play("A", "B"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_copy_that_comes_after_many_others():
    assert_consistent(scenario, scenario.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_add_the_same_item():
    assert_consistent(scenario, scenario.play("A", "C", "A"))


def test_each_order_has_its_own_first_item():
    assert_consistent(scenario, scenario.play("A", "F", "B", "F"))


def test_the_order_is_rebuilt_with_the_items_that_were_added():
    history = scenario.play("A", "C", "B")
    rebuilt, added = items_rebuilt(history.records), items_in_stream(history.records)
    if rebuilt not in (None, added):
        raise NotYetError(
            f"Order.from_events puts {shown(rebuilt)} into {ORDER}, and the ItemAdded events of "
            f"its stream say {shown(added)}. No other event adds an item.",
            history,
        )


def test_if_an_event_can_be_lost_you_know_how():
    answers.assert_history()


def test_if_an_event_can_be_lost_you_know_which():
    answers.assert_event()


def test_if_an_event_can_be_lost_you_know_from_which_step_on():
    answers.assert_step()


def test_a_search_of_every_sequence_agrees():
    try:
        assert_holds(scenario, UNDER_THE_MONKEY)
    except InconsistentError as found:
        if found.anomaly != "lost" or not found.history.faults:
            raise


def items_rebuilt(records):
    """Return what the learner's own `Order` makes of the stream; None if it keeps no items."""
    rebuild = getattr(getattr(handler, "Order", None), "from_events", None)
    if rebuild is None:
        return None
    items = getattr(rebuild(records["event_store"][ORDER].events), "items", None)
    return tuple(items) if items and isinstance(items, (list, tuple, set)) else None
