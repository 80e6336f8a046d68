"""What is told of a history: the risk at every moment, the change, the lines, the nearest pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from consistent_messaging import EventStore, MessageContext, StoredEvent, Stream, derived_id
from consistent_messaging.api.spec import Lesson
from consistent_messaging.checker import DELAYED_ACK, Scope, check
from consistent_messaging.checks import assert_consistent
from consistent_messaging.explain.timeline import Timeline, explain
from consistent_messaging.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

ORDER = "order-7"
HISTORY = "+A .A .A ~A +B .B .B .B =B !A +A .A .A =A"


@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


@dataclass(frozen=True)
class FirstItemAdded:
    item: str


class AsItIsNow:
    """Decides what to publish from the order as it is now."""

    def __init__(self, event_store: EventStore) -> None:
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext) -> None:
        stream = self.event_store.read(ORDER)
        items = items_of(stream)
        added = ItemAdded(message.item)
        if context.message_id not in [event.caused_by for event in stream.events]:
            new = [StoredEvent(added, context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
            items.append(message.item)
        if items == [message.item]:
            context.publish(FirstItemAdded(message.item), derived_id(context.message_id, "first"))
        context.publish(added, derived_id(context.message_id, "added"))


def items_of(stream: Stream) -> list[str]:
    return [event.body.item for event in stream.events if isinstance(event.body, ItemAdded)]


def add_item(items: tuple[str, ...], message: AddItem) -> tuple[tuple[str, ...], list[object]]:
    first: list[object] = [] if items else [FirstItemAdded(message.item)]
    return (*items, message.item), [*first, ItemAdded(message.item)]


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(items_of(records["event_store"].get(ORDER, Stream())))


SHOP = Scenario(
    handler=AsItIsNow,
    stores={"event_store": EventStore()},
    messages={"A": AddItem("apple"), "B": AddItem("bread")},
    lesson=Lesson(subject=ORDER, initial=(), decide=add_item, state_in=items_in),
)


@pytest.fixture(scope="module")
def told() -> Timeline:
    return explain(SHOP, HISTORY)


def test_the_search_finds_this_history() -> None:
    verdict = check(SHOP, Scope(("A", "B"), (DELAYED_ACK,), most_faults=2))
    assert (verdict.verdict, verdict.anomaly, verdict.faults, verdict.steps) == (
        "fail",
        "lost",
        1,
        14,
    )
    assert verdict.schedule == HISTORY


def test_the_risk_is_known_at_every_step(told: Timeline) -> None:
    risks = [moment.risk for moment in told.moments]
    assert risks == ["safe"] * 3 + ["at risk"] * 3 + ["doomed"] * 8
    assert told.point_of_no_return == 7
    assert told.moments[6].step.sentence.startswith("B·1 appends ItemAdded(bread)")


def test_before_the_fault_nothing_is_at_risk() -> None:
    told = explain(SHOP, "+A .A .A .A .A =A")
    assert {moment.risk for moment in told.moments} == {"safe"}
    assert told.point_of_no_return is None
    assert told.violation is None


def test_the_nearest_pass_leaves_where_it_could_still_end_well(told: Timeline) -> None:
    assert told.nearest_pass is not None
    assert told.nearest_pass.split()[:6] == HISTORY.split()[:6]
    history = SHOP.replay(told.nearest_pass)
    assert history.waiting == ()
    assert_consistent(SHOP, history)


def test_what_was_expected_and_what_came(told: Timeline) -> None:
    assert told.expected == {
        "FirstItemAdded(apple)": 1,
        "ItemAdded(apple)": 1,
        "ItemAdded(bread)": 1,
    }
    assert told.got == {"ItemAdded(apple)": 1, "ItemAdded(bread)": 1}
    assert told.violation is not None
    assert told.violation.message == "FirstItemAdded(apple) was never published"


def test_a_step_tells_what_it_changed(told: Timeline) -> None:
    (change,) = told.moments[6].changes
    assert (change.store, change.key) == ("event_store", ORDER)
    assert change.before == "ItemAdded(apple) caused by A"
    assert change.after == "ItemAdded(apple) caused by A, ItemAdded(bread) caused by B"
    assert told.moments[0].changes == ()


def test_an_attempt_that_waits_shows_its_line_and_its_names(told: Timeline) -> None:
    first = AsItIsNow.handle.__code__.co_firstlineno
    (standing,) = told.moments[1].standing
    assert (standing.attempt, standing.consumer, standing.line) == ("A·1", 1, first + 6)
    assert standing.names["items"] == "[]"
    assert standing.names["added"] == "ItemAdded(apple)"
    assert [s.attempt for s in told.moments[5].standing] == ["A·1", "B·1"]


def test_an_action_that_cannot_be_taken_is_named_with_its_step() -> None:
    with pytest.raises(ImpossibleActionError, match="Step 3 no longer happens"):
        explain(SHOP, "+A .A =A")
