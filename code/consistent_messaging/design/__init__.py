"""A design of one's own: a file with messages, stores, a handler, and what is right in it.

Every name at the top of the file that is bound to a `Scenario` is a scenario of the design, unless
it begins with an underscore. Its scope is `<name>_scope`, or `scope`, or all of its messages with
one of the most common faults.
"""

from consistent_messaging.design.checking import assert_scenario_holds, check_design
from consistent_messaging.design.design import Design, DesignScenario, find_scenarios
from consistent_messaging.design.further import further_scope, look_further
from consistent_messaging.design.loading import loaded
from consistent_messaging.design.problems import DesignProblem

__all__ = [
    "Design",
    "DesignProblem",
    "DesignScenario",
    "assert_scenario_holds",
    "check_design",
    "find_scenarios",
    "further_scope",
    "loaded",
    "look_further",
]
