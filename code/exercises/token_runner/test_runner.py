"""A message is processed while its token is there, and nothing is remembered of it afterwards."""

from consistent_messaging.chaos import CRASH_AFTER_A_WRITE
from consistent_messaging.checker import (
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    LOST_ANSWER,
    LOST_REQUEST,
    REJECTED,
)
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checks import (
    InconsistentError,
    NotYetError,
    Scope,
    assert_bookkeeping_does_not_grow,
    assert_consistent,
    assert_holds,
)
from consistent_messaging.text.format import short, shown
from copies import assert_remembers
from gifts_and_counts import MESSAGES
from other_messages import with_messages, without_tokens
from scenario import scenario
from undisturbed import assert_one_attempt

FAILURES = (CRASH, LOST_ANSWER, LOST_REQUEST, REJECTED, DELAYED_ACK, LOST_ACK)
SECOND_COPIES = (DUPLICATE, LEASE_EXPIRED)

others = with_messages(scenario, MESSAGES)


def test_one_item_is_heard_downstream():
    assert_one_attempt(scenario, "A")


def test_a_copy_that_comes_late():
    assert_consistent(scenario, scenario.play("A", "B", "A"))


def test_a_message_whose_token_is_gone():
    history = without_tokens(scenario).play("A")
    held = scenario.lesson.state_in(history.records)
    if held or history.sent:
        did = (
            f"order-7 holds {shown(held)}"
            if held
            else f"{short(history.sent[0].message.body)} was sent"
        )
        raise NotYetError(
            f"The token of A was used up before A came, so this is a copy; and still {did}. "
            "Ask for the token before anything is decided.",
            history,
        )


def test_a_copy_that_comes_after_many_others():
    assert_consistent(others, others.play("A", "B", "D", "E", "A"))
    assert_remembers(scenario, scenario.messages["A"])


def test_two_messages_may_have_the_same_content():
    assert_consistent(others, others.play("A", "C", "A"))
    history = others.play("A", "C", monkey=CRASH_AFTER_A_WRITE)
    assert_consistent(others, history)
    assert_different_ids(history)


def test_each_order_has_a_document_of_its_own():
    assert_consistent(others, others.play("A", "F", "B", "F"))


def test_a_gift_that_is_not_announced():
    assert_consistent(others, others.play("G", "A", "G"))
    scope = Scope(("G",), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=2, consumers=1)
    assert_holds(others, scope)


def test_a_count_that_changes_nothing():
    assert_consistent(others, others.play("H", "A", "H"))
    assert_holds(others, Scope(("A", "H"), (CRASH,), most_faults=1, consumers=1))


def test_an_item_that_is_removed_again():
    assert_consistent(others, others.play("A", "R", "A"))
    assert_holds(others, Scope(("A", "R"), leftovers="none"))


def test_the_document_does_not_grow():
    assert_bookkeeping_does_not_grow(others, ("A", "B"), ("A", "B", "C", "D", "G", "H", "A"))


def test_no_token_is_left():
    history = scenario.play("A", "B")
    left = ", ".join(history.records["tokens"])
    if left:
        raise InconsistentError(Violation("leak", f"tokens still keeps {left}"), history)


def test_a_fast_receiver():
    assert_holds(scenario, Scope(("A",)))


def test_two_items_in_every_sequence():
    assert_holds(scenario, Scope(("A", "B"), leftovers="none"))


def test_two_copies_at_once():
    assert_holds(scenario, Scope(("A",), SECOND_COPIES, most_faults=1))


def test_any_one_failure_one_message_at_a_time():
    scope = Scope(("A", "B"), (*FAILURES, *SECOND_COPIES), most_faults=1, consumers=1)
    assert_holds(scenario, scope)


def test_any_two_failures_around_one_item():
    scope = Scope(("A",), (*FAILURES, *SECOND_COPIES), most_faults=2, consumers=1)
    assert_holds(scenario, scope)


def assert_different_ids(history):
    """Raise `NotYetError` if an id was sent with two tokens: those are two events."""
    first = {}
    for sent in history.sent:
        message, token = sent.message, sent.message.headers.get("token")
        before, its_token = first.setdefault(message.message_id, (sent.attempt, token))
        if token != its_token:
            raise NotYetError(
                f"{before} and {sent.attempt} sent {short(message.body)} under one id, "
                f"{message.message_id}. These are two events, so each needs an id of its own.",
                history,
            )
