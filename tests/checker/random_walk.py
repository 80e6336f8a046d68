"""Walks at random through all that a scope allows: as wide as is wanted, and sure of nothing."""

import random

from consistent_messaging.checker import Scope
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import State
from consistent_messaging.scenario import Scenario

LONGEST_WALK = 100
CHANCE_OF_A_FAULT = 0.15


class Walker:
    """Looks at each state on its way; `met` and `wrong` say after how many faults and steps."""

    def __init__(self, scenario: Scenario, scope: Scope, leftovers: Policy, seed: int) -> None:
        self.model = scenario.model(scope.messages, consumers=scope.consumers)
        self.judge = StateCheck(self.model, scenario.lesson, leftovers, scenario.rules)
        self.marks = "".join(fault.mark for fault in scope.faults)
        self.most_faults = scope.most_faults
        self.chance = random.Random(seed)
        self.met: dict[State, tuple[int, int]] = {}
        self.wrong: list[tuple[int, int]] = []

    def walk(self) -> None:
        """Walk until all is at rest or something is wrong; who is stuck would walk for ever."""
        state, faults, copying = self.model.initial(), 0, True
        for steps in range(LONGEST_WALK):
            at = (faults, steps)
            self.met[state] = min(self.met.get(state, at), at)
            if self.judge(state, faults):
                self.wrong.append(at)
                return
            struck = []
            if faults < self.most_faults and self.chance.random() < CHANCE_OF_A_FAULT:
                struck = self.model.faults(state, self.marks, at_the_start=copying)
            choices = struck or self.model.moves(state)
            if not choices:
                return
            action, state = self.chance.choice(choices)
            copying = copying and action.mark == "2"
            faults += bool(struck)


def walked(scenario: Scenario, scope: Scope, leftovers: Policy, seed: int, walks: int) -> Walker:
    """Return a walker that has walked so often."""

    def at_random() -> Walker:
        walker = Walker(scenario, scope, leftovers, seed)
        for _ in range(walks):
            walker.walk()
        return walker

    return scenario.with_ids_that_differ(at_random)
