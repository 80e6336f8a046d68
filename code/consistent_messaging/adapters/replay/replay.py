"""Plays a history of the checker on real stores, step by step beside the simulated ones."""

from collections.abc import Callable

from consistent_messaging.adapters.replay.both_worlds import BothWorlds
from consistent_messaging.adapters.replay.postgresql_stores import PostgresqlStores
from consistent_messaging.adapters.replay.real_end import end_of
from consistent_messaging.adapters.replay.replayed import Replayed, ReplayedStep
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator


def replay_on(
    stores: PostgresqlStores,
    scenario: Scenario,
    schedule: str,
    *,
    messages: tuple[str, ...] = (),
    consumers: int = 2,
    leftovers: Policy = "any",
    on_step: Callable[[ReplayedStep], None] = lambda step: None,
) -> Replayed:
    """Play a history on real stores and compare it with the simulated one, up to where they part.

    Without `messages` there are those that the schedule delivers. The time is that of the schedule,
    and so are ids that the handler works on. Raises `ImpossibleActionError` at the first action
    that cannot be taken, and what the handler raises if it is broken. `on_step` gets each step at
    once; where a replay begins again, because the handler works on ids, from the first one on.
    """
    names = messages or scenario.names_in(schedule)

    def played() -> Replayed:
        simulator = Simulator(scenario.model(names, consumers=consumers))
        worlds = BothWorlds(simulator, stores, scenario)
        steps: list[ReplayedStep] = []
        for number, action in enumerate(schedule.split(), start=1):
            steps.append(worlds.take(action, number))
            on_step(steps[-1])
            if steps[-1].differs:
                break
        return end_of(worlds, leftovers, tuple(steps))

    return scenario.with_ids_that_differ(played)
