"""The event store: all or nothing, and only at the version that was read."""

import pytest
from consistent_messaging import ConcurrencyError, EventStore, StoredEvent


def stored(body: str) -> StoredEvent:
    return StoredEvent(body, caused_by="A")


def test_a_stream_that_nobody_wrote_to_is_empty_and_at_version_0() -> None:
    stream = EventStore().read("order-7")
    assert (stream.events, stream.version) == ((), 0)


def test_events_come_back_in_the_order_in_which_they_were_appended() -> None:
    store = EventStore()
    store.append("order-7", [stored("one"), stored("two")], expected_version=0)
    assert store.append("order-7", [stored("three")], expected_version=2) == 3
    assert [event.body for event in store.read("order-7").events] == ["one", "two", "three"]


def test_an_append_at_another_version_is_refused_and_appends_nothing() -> None:
    store = EventStore()
    store.append("order-7", [stored("one")], expected_version=0)
    with pytest.raises(ConcurrencyError, match="order-7 is at version 1, not at 0") as refused:
        store.append("order-7", [stored("two"), stored("three")], expected_version=0)
    assert refused.value.definite
    assert store.read("order-7").version == 1


def test_streams_do_not_touch_each_other() -> None:
    store = EventStore()
    store.append("order-7", [stored("one")], expected_version=0)
    assert store.read("order-8").version == 0


def test_what_was_read_does_not_change_afterwards() -> None:
    store = EventStore()
    before = store.read("order-7")
    store.append("order-7", [stored("one")], expected_version=0)
    assert before.events == ()


def test_an_event_without_its_cause_is_refused_with_the_way_out() -> None:
    with pytest.raises(TypeError, match=r"append takes StoredEvent\(body, caused_by\), not 'one'"):
        EventStore().append("order-7", ["one"], expected_version=0)  # type: ignore[list-item]
