"""What a scenario and a scope of a design have to be, and what is said of those that are not.

An exercise's scenario is written once and tested with the project. A design is written by somebody
who sees these classes for the first time.
"""

from collections.abc import Mapping
from typing import Any

from consistent_messaging.api.spec import NO_LESSON, Lesson, Rules
from consistent_messaging.checker.check import Scope
from consistent_messaging.model.actions import Fault
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import listed


def problem_with_scenario(scenario: Scenario, name: str) -> str:
    """Return in a sentence what keeps a scenario from being checked; empty if nothing does."""
    for field, example in (("stores", '{"orders": Orders()}'), ("messages", '{"A": Order("…")}')):
        value = getattr(scenario, field)
        if not isinstance(value, Mapping):
            kind = type(value).__name__
            return f"{field} of {name} is a {kind}. It has to be a dict: {field}={example}."
        if not value:
            return f"{name} has no {field}. Write at least one, by its name: {field}={example}."
    return (
        _with_handler(scenario.handler, name)
        or _with_message_names(scenario.messages, name)
        or _with_what_is_right(scenario, name)
    )


def problem_with_scope(scope: Any, scenario: Scenario, name: str) -> str:
    """Return in a sentence what keeps a scope from being searched; empty if nothing does."""
    if not isinstance(scope, Scope):
        kind = type(scope).__name__
        return f'{name} is a {kind}. Write a Scope: Scope(("A", "B"), (CRASH,), most_faults=1).'
    return (
        _with_messages_of(scope, scenario, name)
        or _with_faults_of(scope, name)
        or _with_numbers_of(scope, name)
    )


def _with_handler(handler: Any, name: str) -> str:
    if not callable(handler):
        kind = type(handler).__name__
        if hasattr(handler, "handle"):
            return f"The handler of {name} is an object. Write the class: {kind}, not {kind}(…)."
        return f"The handler of {name} is a {kind}. Write a class with handle(message, context)."
    if isinstance(handler, type) and not callable(getattr(handler, "handle", None)):
        return (
            f"{handler.__name__} has no handle. A handler is a class whose handle(message, context)"
            " handles one message."
        )
    return ""


def _with_message_names(messages: Mapping[Any, object], name: str) -> str:
    for each in messages:
        if not isinstance(each, str) or not each or any(c.isspace() for c in each):
            return (
                f"{name} has a message that is called {each!r}. A name is a short text without "
                'blanks, such as "A".'
            )
    return ""


def _with_what_is_right(scenario: Scenario, name: str) -> str:
    if not isinstance(scenario.lesson, Lesson):
        kind = type(scenario.lesson).__name__
        return f"The lesson of {name} is a {kind}. Write a Lesson(subject, initial, …)."
    if not isinstance(scenario.rules, Rules):
        kind = type(scenario.rules).__name__
        return f"The rules of {name} are a {kind}. Write Rules((Invariant(…),))."
    if scenario.lesson is NO_LESSON and not scenario.rules.is_about_something:
        return (
            f"Nothing says what is right in {name}. Give it a lesson=Lesson(…), or "
            "rules=Rules((Invariant(…),))."
        )
    return ""


def _with_messages_of(scope: Scope, scenario: Scenario, name: str) -> str:
    there_are = f"The scenario has {listed(map(str, scenario.messages))}."
    if isinstance(scope.messages, str):
        return f'The messages of {name} are the text {scope.messages!r}. Write a tuple: ("A",).'
    if not scope.messages:
        return f"{name} has no messages. {there_are}"
    for each in scope.messages:
        if each not in scenario.messages:
            return f"{name} has a message {each!r}, and the scenario has none. {there_are}"
    if len(set(scope.messages)) < len(scope.messages):
        return f"{name} has a message twice. A second copy is a fault: DUPLICATE."
    return ""


def _with_faults_of(scope: Scope, name: str) -> str:
    if isinstance(scope.faults, Fault):
        return f"The faults of {name} are one fault. Write a tuple, with a comma: (CRASH,)."
    for each in scope.faults:
        if not isinstance(each, Fault):
            return (
                f"{name} has a fault {each!r}, which is none. A fault is a name that you import, "
                "such as: from consistent_messaging.checker import CRASH"
            )
    return ""


def _with_numbers_of(scope: Scope, name: str) -> str:
    for field, least in (("most_faults", 0), ("consumers", 1), ("most_states", 1)):
        value = getattr(scope, field)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            return f"{field} of {name} is {value!r}. It is a whole number from {least} on."
    if scope.faults and not scope.most_faults:
        return f"{name} has faults, but most_faults is 0, so none strikes. Write most_faults=1."
    return ""
