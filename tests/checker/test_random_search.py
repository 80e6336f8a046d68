"""Where a scope has too many histories for a search, some are tried; what they find is searched."""

import catalogue
import pytest
from consistent_messaging import StoredEvent, derived_id
from consistent_messaging.checker import CRASH, DUPLICATE, Scope, check, try_some
from consistent_messaging.checks import InconsistentError, assert_survives
from shop import ORDER, Careful, ItemAdded, shop

THREE = Scope(("A", "B", "C"), (DUPLICATE, CRASH), most_faults=2)
SEARCHED = [entry for entry in catalogue.read() if not (entry.right or entry.grows)]
WRONG = [entry for entry in SEARCHED if entry.anomaly not in ("none", "stuck")]


class Forgetful(Careful):
    """Looks for its own events among the last two only: with two messages that is enough."""

    def handle(self, message, context):
        stream = self.event_store.read(ORDER)
        added = ItemAdded(message.item)
        if context.message_id not in {event.caused_by for event in stream.events[-2:]}:
            new = [StoredEvent(added, context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))


class Impatient(Careful):
    """Is broken where two others have come before it."""

    def handle(self, message, context):
        if self.event_store.read(ORDER).version == 2:
            raise KeyError("no third one")
        super().handle(message, context)


def test_what_takes_three_messages_is_found_and_told_by_its_shortest_history() -> None:
    assert check(shop(Forgetful), Scope(("A", "B"), (DUPLICATE, CRASH), 2)).verdict == "pass"

    found = try_some(shop(Forgetful), THREE)

    assert (found.verdict, found.anomaly) == ("fail", "duplicate")
    shortest = check(shop(Forgetful), found.scope)
    assert (found.schedule, found.faults, found.steps) == (
        shortest.schedule,
        shortest.faults,
        shortest.steps,
    )
    assert found.scope.messages == ("A", "B", "C")
    assert len(found.scope.faults) == found.faults == 1


def test_tries_that_find_nothing_are_no_pass() -> None:
    verdict = assert_survives(shop(), THREE, histories=50)
    assert verdict.verdict == "unknown"
    assert "that is not a pass" in str(verdict)


def test_a_check_fails_with_what_the_tries_found() -> None:
    with pytest.raises(InconsistentError, match="took effect twice") as caught:
        assert_survives(shop(Forgetful), THREE)
    assert caught.value.history.schedule == try_some(shop(Forgetful), THREE).schedule


def test_the_same_number_is_the_same_history_in_every_run() -> None:
    states = {try_some(shop(), THREE, histories=30).states for _ in range(2)}
    assert len(states) == 1
    assert states.pop() > 100


def test_tries_can_be_stopped() -> None:
    told = []

    def stop_after_three(tried: int, states: int) -> bool:
        told.append(tried)
        return tried < 3

    assert try_some(shop(), THREE, progress=stop_after_three).verdict == "unknown"
    assert told == [1, 2, 3]


def test_a_handler_that_breaks_off_is_an_error_with_its_own_reason() -> None:
    found = try_some(shop(Impatient), THREE)
    assert found.verdict == "error"
    assert isinstance(found.error, KeyError)
    assert found.schedule is not None


@pytest.mark.slow
def test_tries_find_most_wrong_protocols_and_tell_them_as_a_search_does() -> None:
    found = {
        entry: verdict
        for entry in WRONG
        if (verdict := try_some(entry.scenario, entry.scope, histories=300)).verdict == "fail"
    }
    assert len(found) > 0.9 * len(WRONG)
    for entry, verdict in found.items():
        again = check(entry.scenario, verdict.scope)
        assert (verdict.schedule, verdict.violation) == (again.schedule, again.violation)
