"""Can what a handler stores be read? If not, nothing can be judged, and that is what to say."""

from collections.abc import Iterable

from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.simulation.scenario import Scenario


def why_unreadable(scenario: Scenario, names: Iterable[str]) -> str:
    """Return why the state cannot be read that the handler keeps; empty if it can.

    Each message is handled alone, without a failure. A handler that breaks tells of that itself.
    """
    lesson = scenario.lesson
    for name in dict.fromkeys(names):
        state, _ = lesson.decide(lesson.initial, scenario.messages[name])
        if state == lesson.initial:
            continue
        try:
            history = scenario.play_quietly(name)
        except (Exception, NotReplayable):
            return ""
        why = "" if history.waiting else lesson.why_unreadable(history.records)
        if why:
            return why
    return ""
