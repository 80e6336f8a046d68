"""What a scenario and a scope of a design have to be, and what is said of those that are not.

An exercise's scenario is written once and tested with the project. A design is written by somebody
who sees these classes for the first time.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from consistent_messaging.api.spec import NO_LESSON, Lesson, Rules
from consistent_messaging.checker.check import Scope
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.model.actions import Fault
from consistent_messaging.model.own_stores import check_stores
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import counted, listed


class Wrong(NamedTuple):
    """What is wrong, in a sentence, and the name at the top that it is about, or its place."""

    said: str
    about: str = ""
    file: str | None = None
    line: int | None = None


def wrong_with_scenario(scenario: Scenario, name: str) -> Wrong | None:
    """Return what keeps a scenario from being checked; None if nothing does."""
    return next(_wrong_with_scenario(scenario, name), None)


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


def _wrong_with_scenario(scenario: Scenario, name: str) -> Iterator[Wrong]:
    for field, example in (("stores", '{"orders": Orders()}'), ("messages", '{"A": Order("…")}')):
        value = getattr(scenario, field)
        if not isinstance(value, Mapping):
            kind = type(value).__name__
            yield Wrong(f"{field} of {name} is a {kind}. It has to be a dict: {field}={example}.")
            return
        if not value:
            way_out = f"Write at least one, by its name: {field}={example}."
            yield Wrong(f"{name} has no {field}. {way_out}")
            return
    yield from _with_message_names(scenario.messages, name)
    yield from _with_stores(scenario.stores)
    yield from _with_code(scenario, name)
    yield from _with_what_is_right(scenario, name)


def _with_message_names(messages: Mapping[Any, object], name: str) -> Iterator[Wrong]:
    for each in messages:
        if not isinstance(each, str) or not each or any(c.isspace() for c in each):
            yield Wrong(
                f"{name} has a message that is called {each!r}. A name is a short text without "
                'blanks, such as "A".'
            )


def _with_stores(stores: Mapping[str, object]) -> Iterator[Wrong]:
    for name, store in stores.items():
        try:
            check_stores({name: store})
        except NotReplayable as breach:
            kind = store if isinstance(store, type) else type(store)
            yield Wrong(str(breach), kind.__name__, breach.file, breach.line)


def _with_code(scenario: Scenario, name: str) -> Iterator[Wrong]:
    """Look at what handles messages and does rounds: is each a class that takes these stores?"""
    handler = scenario.handler
    if not callable(handler):
        kind = type(handler).__name__
        is_object = hasattr(handler, "handle")
        what = "an object. Write the class:" if is_object else f"a {kind}. Write a class with"
        way_out = f"{kind}, not {kind}(…)." if is_object else "handle(message, context)."
        yield Wrong(f"The handler of {name} is {what} {way_out}")
        return
    if isinstance(handler, type) and not callable(getattr(handler, "handle", None)):
        yield Wrong(
            f"{handler.__name__} has no handle. A handler is a class whose handle(message, context)"
            " handles one message.",
            handler.__name__,
        )
        return
    for each in (handler, *scenario.endpoints.values()):
        yield from _with_signatures(each, scenario.stores, "handle", ("message", "context"))
    for process in scenario.processes.values():
        yield from _with_signatures(process, scenario.stores, "run", ("context",))


def _with_signatures(
    made: Callable[..., Any], stores: Mapping[str, object], method: str, given: tuple[str, ...]
) -> Iterator[Wrong]:
    if not isinstance(made, type):
        return  # what a function makes, only a run can tell
    name, takes = made.__name__, _parameters(getattr(made, "__init__", None))
    if not _fits(made, len(stores)):
        there_are = f"the scenario has {counted(len(stores), 'store')}: {listed(stores)}"
        yield Wrong(
            f"{name} takes {listed(takes) if takes else 'no stores'}, and {there_are}. It gets "
            "all of them, in their sequence.",
            name,
        )
    elif not _fits(getattr(made, method), len(given) + 1):
        takes = _parameters(getattr(made, method))
        yield Wrong(
            f"{name}.{method} takes {listed(takes) if takes else 'nothing'}. It gets "
            f"{listed(given)}: def {method}(self, {', '.join(given)}).",
            name,
        )


def _fits(called: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(called).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:  # a signature that nobody knows
        return True
    return True


def _parameters(method: Any) -> list[str]:
    if not inspect.isfunction(method):
        return []
    return list(inspect.signature(method).parameters)[1:]


def _with_what_is_right(scenario: Scenario, name: str) -> Iterator[Wrong]:
    lesson, rules = scenario.lesson, scenario.rules
    if not isinstance(lesson, Lesson):
        kind = type(lesson).__name__
        yield Wrong(f"The lesson of {name} is a {kind}. Write a Lesson(subject, initial, …).")
    elif not isinstance(rules, Rules):
        kind = type(rules).__name__
        yield Wrong(f"The rules of {name} are a {kind}. Write Rules((Invariant(…),)).")
    elif lesson is NO_LESSON and not rules.is_about_something:
        yield Wrong(
            f"Nothing says what is right in {name}. Give it a lesson=Lesson(…), or "
            "rules=Rules((Invariant(…),))."
        )
    else:
        yield from _with_decisions(scenario)


def _with_decisions(scenario: Scenario) -> Iterator[Wrong]:
    """Look at what the lesson decides of each message; what it raises, the check tells."""
    decide = scenario.lesson.decide
    for name, message in scenario.messages.items():
        try:
            decided = decide(scenario.lesson.initial, message)
        except Exception:
            continue
        if not isinstance(decided, tuple) or len(decided) != 2 or isinstance(decided[1], str):
            called = getattr(decide, "__name__", "decide")
            yield Wrong(
                f"{called}, which decides for the lesson, returns {decided!r} for message {name}. "
                "It returns two things: the next state, and a list of the events to publish.",
                called,
            )


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
