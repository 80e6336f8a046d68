"""Finds the scenarios of a design in its module, each with its scope."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from consistent_messaging.checker.check import MOST_STATES, Scope
from consistent_messaging.design.problems import DesignProblem
from consistent_messaging.design.source_places import SourcePlaces
from consistent_messaging.design.validation import problem_with_scope, wrong_with_scenario
from consistent_messaging.model.actions import (
    CRASH,
    DUPLICATE,
    LEASE_EXPIRED,
    LOST_ANSWER,
    Fault,
)
from consistent_messaging.simulation.scenario import Scenario

SCOPE = "scope"
COMMON_FAULTS = (CRASH, LOST_ANSWER, DUPLICATE, LEASE_EXPIRED)


@dataclass(frozen=True)
class DesignScenario:
    """A scenario of a design, and how far a check of it looks.

    `is_default` is True for a scope that nobody has written: then a fault that cannot strike in
    this scenario proves nothing and is no problem.
    """

    name: str
    scenario: Scenario
    scope: Scope
    is_default: bool = False

    def with_scope(
        self,
        *,
        messages: Sequence[str] | None = None,
        faults: Sequence[Fault] | None = None,
        most_faults: int | None = None,
        consumers: int | None = None,
        most_states: int | None = None,
    ) -> "DesignScenario":
        """Return the same scenario with another scope; what is None stays as it is.

        Raises `DesignProblem` for a scope that cannot be searched.
        """
        given = {
            "messages": None if messages is None else tuple(messages),
            "faults": None if faults is None else tuple(faults),
            "most_faults": most_faults,
            "consumers": consumers,
            "most_states": most_states,
        }
        changes: dict[str, Any] = {k: value for k, value in given.items() if value is not None}
        scope = replace(self.scope, **changes)
        problem = problem_with_scope(scope, self.scenario, "the scope")
        if problem:
            raise DesignProblem(re.sub("^the", "The", problem))
        return replace(self, scope=scope, is_default=self.is_default and faults is None)


@dataclass(frozen=True)
class Design:
    """A design: its file, the text of it, and its scenarios by name, in their sequence."""

    file: Path
    source: str
    scenarios: Mapping[str, DesignScenario]

    def pick(self, name: str | None) -> DesignScenario:
        """Return the scenario of this name, or the only one.

        Raises `DesignProblem` if there is none of this name, or no name and more than one.
        """
        known = ", ".join(self.scenarios)
        if name is None and len(self.scenarios) > 1:
            example = f"{self.file.name}::{next(iter(self.scenarios))}"
            raise DesignProblem(
                f"{self.file.name} has several scenarios: {known}. Name one: {example}",
                str(self.file),
            )
        found = next(iter(self.scenarios)) if name is None else name
        if found not in self.scenarios:
            raise DesignProblem(
                f"{self.file.name} has no scenario {found!r}. It has: {known}.", str(self.file)
            )
        return self.scenarios[found]


def find_scenarios(module: ModuleType, source: str, file: Path) -> Design:
    """Return the design in a module that was imported from this file.

    Raises `DesignProblem` if it has no scenario, or one that cannot be checked.
    """
    names = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, Scenario) and not name.startswith("_")
    }
    places = SourcePlaces(source)
    twice = places.key_that_comes_twice()
    if twice:
        raise DesignProblem(*twice.told(str(file)))
    if not names:
        raise DesignProblem(_no_scenario(module, file), str(file))
    found = {}
    for name, scenario in names.items():
        wrong = wrong_with_scenario(scenario, name)
        if wrong:
            line = wrong.line or places.line_of(wrong.about) or places.line_of(name)
            raise DesignProblem(wrong.said, wrong.file or str(file), line)
        found[name] = _with_its_scope(module, name, scenario, file, places)
    return Design(file, source, found)


def _with_its_scope(
    module: ModuleType, name: str, scenario: Scenario, file: Path, places: SourcePlaces
) -> DesignScenario:
    scope_name = next((n for n in (f"{name}_{SCOPE}", SCOPE) if hasattr(module, n)), None)
    if scope_name is None:
        default = Scope(tuple(scenario.messages), COMMON_FAULTS, 1, most_states=MOST_STATES)
        return DesignScenario(name, scenario, default, is_default=True)
    scope = getattr(module, scope_name)
    problem = problem_with_scope(scope, scenario, scope_name)
    if problem:
        raise DesignProblem(problem, str(file), places.line_of(scope_name))
    return DesignScenario(name, scenario, scope)


def _no_scenario(module: ModuleType, file: Path) -> str:
    """Say that there is no scenario, and what comes nearest to one."""
    example = "scenario = Scenario(Handler, stores={…}, messages={…}, lesson=…)"
    said = f"{file.name} has no scenario."
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, Scenario):
            continue
        inside = value.values() if isinstance(value, Mapping) else value
        if isinstance(inside, (type({}.values()), list, tuple)) and any(
            isinstance(item, Scenario) for item in inside
        ):
            kind = type(value).__name__
            return f"{said} {name} is a {kind} of scenarios: give each a name of its own."
        if isinstance(value, Scenario):
            return f"{said} What begins with an underscore is none: call {name} another name."
    made = [n for n, v in vars(module).items() if _returns_a_scenario(v)]
    if made:
        return f"{said} {made[0]} is a function that returns one. Call it: scenario = {made[0]}()"
    like = get_close_matches("scenario", [n for n in vars(module) if not n.startswith("_")], n=1)
    if like and like[0] != "Scenario":
        kind = type(vars(module)[like[0]]).__name__
        return f"{said} {like[0]} is a {kind}. Write: {example}"
    return f"{said} Give a Scenario a name at the top level: {example}"


def _returns_a_scenario(value: object) -> bool:
    annotated = getattr(value, "__annotations__", None) or {}
    return not isinstance(value, type) and annotated.get("return") in (Scenario, "Scenario")
