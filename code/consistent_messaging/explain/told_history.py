"""A history as text for a terminal: each step, with the line of code that it came from."""

from consistent_messaging.checker.check import Scope
from consistent_messaging.explain.portable_history import portable_history
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import Scenario


def told_with_lines(scenario: Scenario, history: History, scope: Scope | None = None) -> str:
    """Return a history with its lines of code, and how it ended; `scope` is where it was found."""
    consumers = scope.consumers if scope else 2
    played = portable_history(
        scenario, history.schedule, messages=history.played, consumers=consumers
    )
    lines = []
    for step, again in zip(history.steps, played["steps"], strict=True):
        lines.append(str(step))
        if "line" in again:
            lines.append("       {file}:{line}  {text}".format(**again["line"]))
    return "\n".join([*lines, "", *history.outcome()])
