"""What a case file has to say: a report from the field as a design with its fault and its fix."""

from dataclasses import dataclass

from consistent_messaging.checker import Scope
from consistent_messaging.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """A report: the design as it was and as it was repaired, each as a scenario.

    `word` is the one that life says. `histories` has for each scope, in which the fault shows, the
    shortest history of it; within these scopes the repaired design holds.
    """

    report: str
    word: str
    wrong: Scenario
    right: Scenario
    histories: tuple[tuple[Scope, str], ...]
