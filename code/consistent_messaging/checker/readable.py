"""Can what a handler stores be read? If not, nothing can be judged, and that is what to say."""

from collections.abc import Iterable

from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.simulation.scenario import Scenario


def why_unreadable(scenario: Scenario, names: Iterable[str]) -> str:
    """Return why the state cannot be read that the handler keeps; empty if it can.

    Each message is handled alone, without a failure, and only once for a scenario.
    """
    for name in dict.fromkeys(names):
        if name not in scenario.unreadable:
            scenario.unreadable[name] = _after(scenario, name)
        if scenario.unreadable[name]:
            return scenario.unreadable[name]
    return ""


def _after(scenario: Scenario, name: str) -> str:
    """Return why the state cannot be read after this message; it has to change the state."""
    lesson = scenario.lesson
    state, _ = lesson.decide(lesson.initial, scenario.messages[name])
    if state == lesson.initial:
        return ""
    try:
        history = scenario.play_quietly(name)
    except (Exception, NotReplayable):  # a handler that breaks tells of that itself
        return ""
    return lesson.why_unreadable(history.records) if history.at_rest else ""
