"""For an exercise's `scenario.py`: the world that its handler runs in, and what is right in it."""

from consistent_messaging.api.broker import Broker
from consistent_messaging.api.spec import Invariant, Rules
from consistent_messaging.simulation.scenario import Lesson, NeverStruckError, Scenario

__all__ = ["Broker", "Invariant", "Lesson", "NeverStruckError", "Rules", "Scenario"]
