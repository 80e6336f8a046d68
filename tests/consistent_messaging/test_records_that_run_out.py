"""Records that run out: leases at any time, locks with the attempt that holds them."""

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from consistent_messaging import ConcurrencyError, OutgoingMessage
from consistent_messaging.chaos import CRASH_AFTER_A_WRITE, RECORD_RUNS_OUT
from consistent_messaging.checker import CRASH, LEASE_EXPIRED, Scope, check
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, NeverStruckError, Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError


@dataclass(frozen=True)
class Add:
    item: str


class Locks:
    """Items by message, and a lock and a lease beside them."""

    runs_out: ClassVar[Any] = {"lease": "any time", "lock": "with its holder"}

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def take(self, key: str, owner: str) -> None:
        if key in self.records:
            raise ConcurrencyError("somebody else has it")
        self.records[key] = owner

    def get(self, key: str) -> Any:
        return self.records.get(key)

    def put(self, key: str, value: Any) -> None:
        self.records[key] = value

    def release(self, key: str) -> None:
        self.records.pop(key, None)


class Handler:
    """Adds an item with a lock in its hands, and tells the same in each attempt."""

    key = "lock"

    def __init__(self, locks: Any, dispatcher: Any) -> None:
        self.locks, self.dispatcher = locks, dispatcher

    def handle(self, message: Add, context: Any) -> None:
        self.locks.take(self.key, context.new_id())
        if self.locks.get(context.message_id) is None:
            self.locks.put(context.message_id, message.item)
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, message)])
        self.locks.release(self.key)


class WithLease(Handler):
    key = "lease"


class Leader:
    """Takes the lease of the leader and keeps it from round to round; sends nothing."""

    def __init__(self, locks: Any, dispatcher: Any) -> None:
        self.locks = locks

    def run(self, context: Any) -> None:
        if self.locks.get("lease") is None:
            self.locks.take("lease", context.new_id())


def items_in(records: Any) -> tuple[str, ...]:
    return tuple(value for key, value in sorted(records["locks"].items()) if key in "AB")


def added(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return tuple(sorted((*items, message.item))), [message]


def scenario(handler: Any = Handler, locks: Any = None, **more: Any) -> Scenario:
    stores = {"locks": locks or Locks(), "dispatcher": Outlet()}
    messages = {"A": Add("apple"), "B": Add("bread")}
    return Scenario(handler, stores, messages, Lesson("the order", (), added, items_in), **more)


def test_a_lock_is_held_as_long_as_its_handler_runs() -> None:
    simulator = scenario().simulator(("A", "B"))
    for action in ["+A", ".A", "&A"]:
        simulator.take(action)
        with pytest.raises(ImpossibleActionError, match="lock"):
            simulator.take("elocks:lock")
    simulator.take("!A")
    simulator.take("elocks:lock")
    told = simulator.history().steps[-1]
    assert told.sentence == "lock is removed from the locks: its holder is gone."
    assert not told.fault
    assert simulator.history().faults == 2


def test_a_handler_that_has_returned_holds_nothing() -> None:
    class Keeps(Handler):
        def handle(self, message: Add, context: Any) -> None:
            self.locks.take("lock", context.new_id())

    simulator = scenario(Keeps).simulator(("A",))
    for action in ["+A", ".A", "elocks:lock", "=A"]:
        simulator.take(action)


def test_a_lease_runs_out_at_any_time_and_not_twice() -> None:
    simulator = scenario(WithLease).simulator(("A",))
    for action in ["+A", ".A", "elocks:lease"]:
        simulator.take(action)
    assert simulator.history().steps[-1].sentence.endswith("its time is over.")
    with pytest.raises(ImpossibleActionError, match="There is no record 'lease'"):
        simulator.take("elocks:lease")
    with pytest.raises(ImpossibleActionError, match="There is no record 'A'"):
        simulator.take("elocks:A")


def test_what_does_not_run_out_cannot_end() -> None:
    simulator = scenario().simulator(("A",))
    for action in ["+A", ".A", ".A", ".A", ".A"]:
        simulator.take(action)
    with pytest.raises(ImpossibleActionError, match="A in the locks does not run out now"):
        simulator.take("elocks:A")


def test_a_lock_that_goes_with_its_holder_leaves_nobody_stuck() -> None:
    assert check(scenario(), Scope(("A", "B"), (CRASH, LEASE_EXPIRED), 2)).verdict == "pass"
    scope = Scope(("A",), (CRASH,), 1)
    assert (
        check(scenario(locks=type("Plain", (Locks,), {"runs_out": {}})()), scope).anomaly == "stuck"
    )


def test_a_world_is_at_rest_though_a_leader_takes_its_lease_again_and_again() -> None:
    verdict = check(scenario(processes={"leader": Leader}), Scope(("A",), (CRASH,), 1))
    assert verdict.verdict == "pass"
    history = scenario(processes={"leader": Leader}).play("A")
    assert (history.waiting, history.restless) == ((), ())


def test_what_comes_only_of_the_end_of_a_lease_is_not_lost() -> None:
    """A world in which a lease is left is not at rest: somebody may wait for its end."""

    class Leaves(Handler):
        def handle(self, message: Add, context: Any) -> None:
            self.locks.put("lease", context.new_id())
            self.locks.put(f"row {context.message_id}", message.item)

    class Sweeper(Leader):
        def __init__(self, locks: Any, dispatcher: Any) -> None:
            self.locks, self.dispatcher = locks, dispatcher

        def run(self, context: Any) -> None:
            item = self.locks.get("row A")
            if item and self.locks.get("lease") is None and self.locks.get("A") is None:
                self.locks.put("A", item)
                self.dispatcher.dispatch([OutgoingMessage("A", Add(item))])

    world = scenario(Leaves, processes={"sweeper": Sweeper})
    assert check(world, Scope(("A",))).verdict == "pass"
    assert world.play("A").restless == ()


def test_in_a_run_time_passes_before_a_message_comes_again() -> None:
    history = scenario().play("A", monkey=CRASH_AFTER_A_WRITE)
    assert history.schedule.startswith("+A .A !A elocks:lock +A .A")
    assert history.waiting == ()


def test_a_monkey_lets_a_lease_run_out_before_a_write() -> None:
    history = scenario(WithLease).play("A", monkey=RECORD_RUNS_OUT)
    assert "elocks:lease" in history.schedule.split()
    with pytest.raises(NeverStruckError):
        scenario().play("A", monkey=RECORD_RUNS_OUT)


def test_a_record_that_names_no_holder_is_refused() -> None:
    class Nameless(Handler):
        def handle(self, message: Add, context: Any) -> None:
            self.locks.take("lock", "somebody")

    with pytest.raises(ValueError, match="The record lock of locks ends with its holder"):
        check(scenario(Nameless), Scope(("A",)))


@pytest.mark.parametrize(
    ("lives", "error", "says"),
    [
        ({"lock": "soon"}, ValueError, "cannot run out 'soon': it is 'any time' or 'with its"),
        ("any time", TypeError, "runs_out of locks is a dict, by the beginnings of keys"),
    ],
)
def test_a_store_that_says_it_wrongly_is_told_how(lives: Any, error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        check(scenario(locks=type("Wrong", (Locks,), {"runs_out": lives})()), Scope(("A",)))


def test_ids_that_are_worked_on_name_their_holders_as_well() -> None:
    class Hashes(Handler):
        def handle(self, message: Add, context: Any) -> None:
            owner = context.new_id()
            self.locks.take(self.key, owner)
            self.locks.put("last", owner.upper()[:4])
            self.locks.release(self.key)
            super().handle(message, context)

    hashes = scenario(Hashes)
    assert check(hashes, Scope(("A",), consumers=1)).verdict == "pass"
    assert hashes.replay("+A .A !A elocks:lock +A .A", ("A",)).waiting == ("A",)
    with pytest.raises(ImpossibleActionError, match="lock in the locks does not run out now"):
        hashes.replay("+A .A elocks:lock", ("A",))
