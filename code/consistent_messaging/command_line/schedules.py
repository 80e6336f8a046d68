"""What the command line is given of a history: its schedule, and the digits of its code."""

import argparse

from consistent_messaging.command_line.usage import UsageError
from consistent_messaging.exercise.code_hash import DIGITS, is_code
from consistent_messaging.model.actions import DELIVERY
from consistent_messaging.model.works import AND
from consistent_messaging.simulation.scenario import Scenario


def expect_messages(scenario: Scenario, schedule: str, what: str) -> None:
    """Raise `UsageError` unless the schedule delivers messages of the scenario; `what` has them."""
    delivered = [action[1:] for action in schedule.split() if action.startswith(DELIVERY.mark)]
    there_are = f"This {what} has {', '.join(scenario.messages)}."
    if not delivered and not _only_rounds(scenario, schedule):
        example = "It is a list of actions, such as '+A .A .A =A'."
        raise UsageError(f"The schedule delivers no message. {example} {there_are}")
    for name in _alone(scenario, delivered):
        follows = ":" in name and scenario.endpoints
        if name not in scenario.messages and not follows:
            raise UsageError(f"There is no message {name!r} to deliver. {there_are}")


def _alone(scenario: Scenario, delivered: list[str]) -> list[str]:
    """Return each message that is delivered, also those of batches, as it is called alone."""
    if not scenario.broker.batch:
        return delivered
    return [name.partition("#")[0] for each in delivered for name in each.split(AND)]


def code_given(parsed: argparse.Namespace) -> str | None:
    """Return the digits of `--code`; raise `UsageError` if they can be none."""
    code: str | None = parsed.code
    if code is not None and not is_code(code):
        way_out = "Copy them from below the schedule, or leave --code out."
        raise UsageError(f"--code is {DIGITS} digits and letters, not {code!r}. {way_out}")
    return code


def _only_rounds(scenario: Scenario, schedule: str) -> bool:
    """True for a history in which only processes work."""
    subjects = {action[1:] for action in schedule.split()}
    return bool(subjects) and subjects <= set(scenario.processes)
