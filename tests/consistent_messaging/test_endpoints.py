"""Endpoints of a scenario's own: what is sent follows from a message, and is delivered to them."""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging import OutgoingMessage
from consistent_messaging.chaos import LOST_ACK as ACK_IS_LOST
from consistent_messaging.checker import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ACK,
    Scope,
    check,
    try_some,
)
from consistent_messaging.checks import assert_consistent
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.explain import ReplayRequest, report_history
from consistent_messaging.scenario import Invariant, Rules, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError


@dataclass(frozen=True)
class Order:
    item: str


@dataclass(frozen=True)
class Charge:
    item: str


@dataclass(frozen=True)
class Charged:
    item: str


class Log:
    """What was noted, in the sequence of the notes; each note is one step."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def note(self, key: str, text: str) -> None:
        self.records[key] = (*self.records.get(key, ()), text)

    def find(self, key: str) -> tuple[str, ...]:
        return self.records.get(key, ())


class Part:
    def __init__(self, log: Any, dispatcher: Any) -> None:
        self.log, self.dispatcher = log, dispatcher

    def handle(self, message: Any, context: Any) -> None:
        self.log.note(context.message_id, type(self).__name__)


class Orders(Part):
    def handle(self, message: Any, context: Any) -> None:
        context.publish(Charge(message.item), f"{context.message_id}/charge")


class Sends(Part):
    """Sends a request, and then writes."""

    def handle(self, message: Any, context: Any) -> None:
        request = OutgoingMessage(f"{context.message_id}/charge", Charge(message.item), {"n": "1"})
        self.dispatcher.dispatch([request])
        self.log.note(context.message_id, "written")


class Bank(Part):
    def handle(self, message: Any, context: Any) -> None:
        headers = ",".join(f"{k}={v}" for k, v in context.headers.items())
        self.log.note(context.message_id, f"{message.item} {headers}")
        context.publish(Charged(message.item), f"{context.message_id}d")


class Asks(Part):
    """Asks again whenever it is answered, under a new id each time."""

    def handle(self, message: Any, context: Any) -> None:
        context.publish(Charge(message.item), f"{context.message_id}+")


def is_written(records: Any, heard: Any) -> bool:
    return not any(key.endswith("/charge") and "A" not in records["log"] for key in records["log"])


RULES = Rules((Invariant("nobody is asked for what is not written", is_written),))


def scenario(handler: Any = Orders, endpoints: Any = None, **more: Any) -> Scenario:
    stores = {"log": Log(), "dispatcher": Outlet()}
    messages = {"A": Order("apple"), "B": Order("bread")}
    more.setdefault("rules", RULES if handler is Sends else Rules(most_sends=99))
    return Scenario(handler, stores, messages, endpoints=endpoints or {Charge: Bank}, **more)


def test_what_is_sent_is_delivered_to_its_endpoint_before_the_next_message_comes() -> None:
    history = scenario().play("A", "B")
    assert history.schedule == (
        "+A .A =A +Charge:A/charge .Charge:A/charge .Charge:A/charge =Charge:A/charge "
        "+B .B =B +Charge:B/charge .Charge:B/charge .Charge:B/charge =Charge:B/charge"
    )
    assert history.steps[3].sentence == "The broker delivers Charge:A/charge to Bank."
    assert history.at_rest
    assert scenario().replay(history.schedule).records == history.records


def test_an_endpoint_gets_the_id_and_the_headers_with_which_a_message_was_sent() -> None:
    history = scenario(Sends).play("A")
    assert history.records["log"] == {"A": ("written",), "A/charge": ("apple n=1",)}


def test_only_what_no_endpoint_handles_is_heard_outside() -> None:
    history = scenario().play("A")
    assert [str(sent.message.body) for sent in history.sent] == [
        "Charge(item='apple')",
        "Charged(item='apple')",
    ]
    assert {message.message_id for message in history.heard} == {"A/charged"}


def test_what_is_sent_can_be_handled_before_its_sender_goes_on() -> None:
    found = check(scenario(Sends), Scope(("A",)))
    assert (found.anomaly, found.schedule) == (
        "contradictory",
        "+A .A +Charge:A/charge .Charge:A/charge",
    )


def test_a_page_gets_a_lane_for_each_consumer_of_an_endpoint_and_what_stays_inside() -> None:
    schedule = "+A .A =A 2Charge:A/charge +Charge:A/charge +Charge:A/charge .Charge:A/charge·1"
    file = Path(__file__)
    request = ReplayRequest(schedule, ("A",), marks="2", most_faults=1)
    trace = report_history(scenario(), request, file, file.read_text(encoding="utf-8"))
    assert trace["endpoints"] == ["Bank", "Bank 2"]
    assert [moment["consumer"] for moment in trace["moments"]] == [1, 1, 1, None, 3, 4, 3]
    sent = trace["moments"][1]["sent"]
    assert sent is not None
    assert (sent["left"], sent["inside"]) == (True, True)
    assert trace["moments"][3]["queue"] == ["Charge:A/charge", "Charge:A/charge"]
    assert trace["moments"][-1]["downstream"] == []
    offered = [option["text"] for option in trace["moments"][3]["instead"]]
    assert "Deliver Charge:A/charge to Bank" in offered


def test_each_endpoint_has_consumers_of_its_own_and_handlers_of_one_class_share_them() -> None:
    begun = "+A .A +Charge:A/charge .Charge:A/charge"
    assert check(scenario(Sends), Scope(("A",), consumers=1)).schedule == begun
    shared = scenario(Sends, {Charge: Sends})
    with pytest.raises(ImpossibleActionError, match="No consumer is free to take Charge:A/charge"):
        shared.replay(begun, consumers=1)


def test_a_message_that_follows_is_delivered_until_it_is_acked() -> None:
    history = scenario().replay("+A .A =A +Charge:A/charge !Charge:A/charge +Charge:A/charge")
    assert history.steps[4].sentence == (
        "Monkey: Charge:A/charge·1 crashes; Charge:A/charge is queued again."
    )
    assert "again" in history.steps[5].sentence
    assert history.waiting == ("Charge:A/charge",)


def test_two_attempts_at_one_message_that_follows_are_told_apart_by_their_labels() -> None:
    history = scenario().replay(
        "+A .A =A +Charge:A/charge &Charge:A/charge +Charge:A/charge .Charge:A/charge·2"
    )
    assert history.steps[-1].attempt == "Charge:A/charge·2"
    assert history.steps[-2].sentence == "The broker delivers Charge:A/charge again, to Bank 2."


def test_what_is_sent_twice_can_be_delivered_twice() -> None:
    twice = scenario().play("A", "A").records["log"]["A/charge"]
    once = scenario().play("A").records["log"]["A/charge"]
    assert (len(twice), len(once)) == (2, 1)


def test_the_broker_can_have_one_more_copy_of_what_follows() -> None:
    history = scenario().replay("+A .A =A 2Charge:A/charge +Charge:A/charge +Charge:A/charge")
    assert history.steps[3].fault
    assert history.waiting == ("Charge:A/charge",)
    found = check(scenario(), Scope(("A",), (DUPLICATE,), most_faults=1))
    assert (found.verdict, found.never_struck) == ("pass", ())


class TwoVersions(Part):
    """Sends two requests under one id."""

    def handle(self, message: Any, context: Any) -> None:
        for token in "two", "one":
            headers = {"token": token}
            self.dispatcher.dispatch([OutgoingMessage("x y", Charge(message.item), headers)])


def test_messages_with_one_id_and_other_headers_are_told_apart_in_the_queue() -> None:
    history = scenario(TwoVersions).replay("+A .A .A =A +Charge:x_y#2 .Charge:x_y +Charge:x_y")
    assert history.records["log"] == {"x y": ("apple token=two",)}
    assert history.steps[-1].attempt == "Charge:x_y·2"


class OddIds(Part):
    """Sends two requests whose ids are alike but for what has a meaning in a schedule."""

    def handle(self, message: Any, context: Any) -> None:
        context.publish(Charge(message.item), "a@4")
        context.publish(Charge("bread"), "a#4")


def test_ids_may_have_what_has_a_meaning_in_a_schedule() -> None:
    history = scenario(OddIds).play("A")
    assert history.records["log"] == {"a@4": ("apple ",), "a#4": ("bread ",)}
    assert "+Charge:a_4 " in history.schedule
    assert scenario(OddIds).replay(history.schedule).records == history.records
    found = check(scenario(OddIds), Scope(("A",), (LEASE_EXPIRED, LOST_ACK), most_faults=1))
    assert (found.verdict, found.never_struck) == ("pass", ())


def test_a_message_from_outside_goes_to_the_endpoint_for_its_type() -> None:
    mixed = replace(scenario(), messages={"A": Charge("apple")})
    assert mixed.play("A").records["log"] == {"A": ("apple ",)}


@pytest.mark.parametrize("handler", [Orders, Sends])
def test_a_design_in_which_messages_lead_to_others_without_an_end_is_refused(handler: Any) -> None:
    endless = scenario(handler, {Charge: Asks})
    for find in (lambda: check(endless, Scope(("A",))), lambda: endless.play("A")):
        with pytest.raises(NotReplayable, match="Charge leads to another Charge"):
            find()


class Ignores(Part):
    def handle(self, message: Any, context: Any) -> None:
        pass


class Relay(Part):
    """Sends what is noted; it never marks what it has sent."""

    def run(self, context: Any) -> None:
        for key in self.log.find("A"):
            self.dispatcher.dispatch([OutgoingMessage(key, Charge(key))])


def test_a_relay_that_sends_the_same_for_ever_never_comes_to_rest() -> None:
    forever = scenario(Part, {Charge: Ignores}, processes={"relay": Relay}, rules=RULES)
    found = check(forever, Scope(("A",)))
    assert found.anomaly == "stuck"
    assert found.states < 1000


class NewIds(Part):
    def handle(self, message: Any, context: Any) -> None:
        context.publish(Charge(message.item), context.new_id())


class Hashes(Part):
    """Works on the id of what it handles."""

    def handle(self, message: Any, context: Any) -> None:
        self.log.note(sha256(context.message_id.encode()).hexdigest(), "x")


@pytest.mark.parametrize("endpoint", [Bank, Hashes])
def test_ids_that_are_made_stay_different_whatever_an_endpoint_does_with_them(
    endpoint: Any,
) -> None:
    history = scenario(NewIds, {Charge: endpoint}).play("A", "A", "B")
    assert len(history.records["log"]) == 3
    found = check(scenario(NewIds, {Charge: endpoint}), Scope(("A", "B"), (CRASH,), most_faults=1))
    assert found.verdict == "pass"


class Remembers(Part):
    """Counts in the object what it has handled."""

    def __init__(self, *stores: Any) -> None:
        super().__init__(*stores)
        self.count = 0

    def handle(self, message: Any, context: Any) -> None:
        self.count += 1
        self.log.note("count", str(self.count))


def test_what_an_endpoint_keeps_in_its_object_is_found() -> None:
    found = check(scenario(Orders, {Charge: Remembers}), Scope(("A", "B")))
    assert "keeps something in self.count" in str(found)


def test_a_monkey_can_strike_a_message_that_follows() -> None:
    monkey = replace(ACK_IS_LOST, whom="Charge:A/charge")
    history = scenario().play("A", monkey=monkey)
    assert "%Charge:A/charge" in history.schedule
    assert len(history.records["log"]["A/charge"]) == 2
    assert_consistent(scenario(), history)


def test_tries_at_random_know_what_follows_as_well() -> None:
    wide = Scope(("A", "B"), (CRASH, LOST_ACK, LEASE_EXPIRED), most_faults=2)
    found = try_some(scenario(Sends), wide, histories=50)
    assert (found.anomaly, found.scope.messages) == ("contradictory", ("A",))


def test_what_is_no_endpoint_is_refused() -> None:
    with pytest.raises(TypeError, match="'Charge' is not a type"):
        scenario(endpoints={"Charge": Bank})
    with pytest.raises(TypeError, match="Log has no handle"):
        scenario(endpoints={Charge: Log})
    with pytest.raises(ValueError, match="could be taken for one that follows"):
        replace(scenario(), messages={"Charge:A": Order("apple")})


def test_a_message_that_does_not_wait_cannot_be_delivered() -> None:
    with pytest.raises(ImpossibleActionError, match="not in the queue; in it: B, Charge:A/charge"):
        scenario().replay("+A .A =A +Charge:A", ("A", "B"))
