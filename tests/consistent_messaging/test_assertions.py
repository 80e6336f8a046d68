"""A history is consistent if some order of the messages, each handled once, explains it."""

import pytest
from consistent_messaging import ConcurrencyError, MessageContext, StoredEvent, derived_id
from consistent_messaging.chaos import DELAYED_FAILURE_WHEN_ACKING, LOST_ACK
from consistent_messaging.checker import DUPLICATE, STALE_READ
from consistent_messaging.checks import (
    InconsistentError,
    Scope,
    assert_consistent,
    assert_holds,
    assert_repaired,
)
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.simulator import ImpossibleActionError
from shop import ORDER, AddItem, Careful, Careless, ItemAdded, shop


def verdict(handler: type, history: History) -> tuple[str, str]:
    with pytest.raises(InconsistentError) as caught:
        assert_consistent(shop(handler), history)
    return caught.value.anomaly, str(caught.value)


@pytest.mark.parametrize("monkey", [None, LOST_ACK, DELAYED_FAILURE_WHEN_ACKING])
def test_a_careful_handler_is_consistent(monkey: object) -> None:
    history = shop().play("A", "B", "A", monkey=monkey)  # type: ignore[arg-type]
    assert_consistent(shop(), history)


ONE_COPY = Scope(("A",), (DUPLICATE,), most_faults=1)
TWICE = "2A +A .A .A .A =A +A .A .A"


def test_a_history_that_breaks_the_code_fails_its_test_with_that_very_history() -> None:
    with pytest.raises(InconsistentError, match="Duplicate: A took effect twice") as caught:
        assert_repaired(shop(Careless), TWICE, ONE_COPY)
    assert caught.value.history.schedule == TWICE


def test_once_the_code_is_repaired_the_test_passes_though_the_history_no_longer_happens() -> None:
    with pytest.raises(ImpossibleActionError, match="Step 10 no longer happens"):
        shop().replay(f"{TWICE} .A")
    assert assert_repaired(shop(), f"{TWICE} .A", ONE_COPY).verdict == "pass"


def test_what_breaks_in_another_history_of_the_same_kind_fails_the_test_as_well() -> None:
    with pytest.raises(InconsistentError, match="Duplicate: A took effect twice"):
        assert_repaired(shop(Careless), "2A +A =A .A", ONE_COPY)


def test_a_fault_that_cannot_strike_repaired_code_does_not_fail_its_test() -> None:
    scope = Scope(("A",), (DUPLICATE, STALE_READ), most_faults=1)
    assert assert_repaired(shop(), TWICE, scope).never_struck == (STALE_READ,)


def test_an_effect_applied_twice_is_a_duplicate() -> None:
    anomaly, message = verdict(Careless, shop(Careless).play("A", "A"))
    assert anomaly == "duplicate"
    assert message == (
        "Duplicate: A took effect twice: order-7 holds apple, apple. "
        "A·2 reads order-7 (step 8) after A·1 has written it (step 3), and applies A again "
        "(step 9)."
    )


def test_a_copy_under_another_id_is_a_duplicate() -> None:
    class NewIds(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            stream = self.event_store.read(ORDER)
            if context.message_id not in {event.caused_by for event in stream.events}:
                new = [StoredEvent(ItemAdded(message.item), context.message_id)]
                self.event_store.append(ORDER, new, expected_version=stream.version)
            context.publish(ItemAdded(message.item), context.new_id())

    anomaly, message = verdict(NewIds, shop(NewIds).play("A", "A"))
    assert anomaly == "duplicate"
    assert "ItemAdded(apple) was published under different ids, new-1 and new-2" in message


def test_one_id_with_two_contents_is_contradictory() -> None:
    class Moody(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            version = self.event_store.read(ORDER).version
            context.publish(ItemAdded(f"at {version}"), derived_id(context.message_id))
            new = [StoredEvent(ItemAdded(message.item), context.message_id)]
            self.event_store.append(ORDER, new, expected_version=version)

    anomaly, message = verdict(Moody, shop(Moody).play("A", "A"))
    assert anomaly == "contradictory"
    assert "ItemAdded(at 0) and ItemAdded(at 1) were published under one id, A." in message


class Silent(Careful):
    """Stores, and publishes nothing."""

    def handle(self, message: AddItem, context: MessageContext) -> None:
        super().handle(message, MessageContext(context.message_id))


def test_an_event_that_was_never_sent_is_lost() -> None:
    anomaly, message = verdict(Silent, shop(Silent).play("A"))
    assert (anomaly, message) == ("lost", "Lost: ItemAdded(apple) was never published.")


def test_an_event_that_tells_of_nothing_stored_is_a_ghost() -> None:
    class Boastful(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            context.publish(ItemAdded(message.item), derived_id(context.message_id))

    anomaly, message = verdict(Boastful, shop(Boastful).play("A"))
    assert anomaly == "ghost"
    assert message.startswith("Ghost: ItemAdded(apple) was published, and order-7 holds nothing.")


def test_a_message_acked_without_effect_is_lost() -> None:
    class Idle(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            if message.item == "apple":
                super().handle(message, context)

    anomaly, message = verdict(Idle, shop(Idle).play("A", "B"))
    assert anomaly == "lost"
    assert message.startswith("Lost: B was acked and left no trace: order-7 holds apple.")


def test_two_messages_of_one_content_need_two_ids() -> None:
    class NamedAfterItem(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            stream = self.event_store.read(ORDER)
            new = [StoredEvent(ItemAdded(message.item), context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
            context.publish(ItemAdded(message.item), message.item)

    anomaly, message = verdict(NamedAfterItem, shop(NamedAfterItem).play("A", "C"))
    assert anomaly == "lost"
    assert "ItemAdded(apple) was due 2 times, each under an id of its own." in message


def test_a_state_that_no_order_explains_is_contradictory() -> None:
    class Garbled(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            super().handle(AddItem("stone"), context)

    anomaly, message = verdict(Garbled, shop(Garbled).play("A"))
    assert anomaly == "contradictory"
    assert "no sequence of the messages produces this: order-7 holds stone." in message


def test_a_message_that_is_never_acked_is_stuck() -> None:
    class AlwaysRefused(Careful):
        def handle(self, message: AddItem, context: MessageContext) -> None:
            try:
                self.event_store.append(ORDER, [], expected_version=99)
            except ConcurrencyError:
                self.event_store.read(ORDER)
                raise

    anomaly, message = verdict(AlwaysRefused, shop(AlwaysRefused).play("A"))
    assert anomaly == "stuck"
    assert "A was delivered 5 times and never acked" in message
    assert "order-7 is at version 0, not at 99" in message


class RefusesCopies(Careful):
    """Takes a copy for an error."""

    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        if context.message_id in {event.caused_by for event in stream.events}:
            raise RuntimeError(f"{context.message_id} was handled before.")
        super().handle(message, context)


def test_a_copy_that_is_never_acked_is_stuck_and_its_steps_say_why() -> None:
    history = shop(RefusesCopies).play("A", "A")
    assert history.steps[-1].sentence == (
        "A·5 reads order-7: 1 event. A·5 fails: A was handled before; A is queued again."
    )
    assert verdict(RefusesCopies, history) == (
        "stuck",
        "Stuck: A was delivered 5 times and its last copy was never acked, though nothing went "
        "wrong around it: A was handled before.",
    )


def test_what_a_search_finds_to_be_stuck_is_shown_to_its_end() -> None:
    with pytest.raises(InconsistentError) as caught:
        assert_holds(shop(RefusesCopies), Scope(("A",), (DUPLICATE,), most_faults=1))
    assert "Stuck: A was delivered 5 times" in str(caught.value)
    assert "A was handled before" in caught.value.history.steps[-1].sentence
