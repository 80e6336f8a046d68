"""Tries mutants of the right protocols on the checker: which of them does it find?

`PYTHONPATH=code python tests/checker/mutation.py` tries every survivor of `survivors.json` in each
scope in which `catalogue.json` has its protocol as well. That takes a quarter of an hour; it tells
which of them are found after all, and where the search gave up.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import catalogue
import protocols
from catalogue import Entry
from consistent_messaging.checker.search import search
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.checks import InconsistentError, assert_consistent
from consistent_messaging.model.state_machine import Model
from consistent_messaging.scenario import Lesson, Scenario
from mutants import mutants_of

SURVIVORS = Path(__file__).with_name("survivors.json")
MOST_STATES = 40_000  # the right protocols have fewer; a mutant may have any number
MOST_STATES_FOR_A_SURVIVOR = 1_000_000
OF_AN_ATTEMPT = "!?^<"  # the marks of faults that break an attempt off, or mislead it
OF_THE_BROKER = "2~%&"  # the marks of faults that bring a message again: no reason to leave a thing
TIDY = "s4_claims/right_two_dictionaries"  # its zombies tidy up, whoever writes in between
SOUND, UNKNOWN, NEEDLESS = "none", "unknown", "needless"


def explained() -> dict[str, str]:
    """Return why each survivor is one, by the mutant's text."""
    groups = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    return {
        f"{protocol}: {change}": group["why"]
        for group in groups
        for protocol, changes in group["survivors"].items()
        for change in changes
    }


@cache
def entries(protocol: str) -> list[Entry]:
    """Return all scopes in which the catalogue says that nothing is wrong with a protocol."""
    table = catalogue.read()
    return [e for e in table if (e.protocol, e.anomaly) == (protocol, SOUND)]


def quick_trials(protocol: str) -> Iterator[Entry]:
    """Yield what kills most mutants, the quickest first."""
    policy = protocols.policy_of(protocol)
    yield Entry(protocol, names="A", up_to=0, leftovers=policy)
    yield Entry(protocol, names="A", kinds=OF_AN_ATTEMPT, leftovers=policy)
    yield Entry(protocol, grows=True)
    yield Entry(protocol, names="A", kinds=OF_THE_BROKER, leftovers="none")


def wide_trials(protocol: str) -> Iterator[Entry]:
    """Yield what kills the others: two messages at once, or two faults."""
    policy = protocols.policy_of(protocol)
    yield Entry(protocol, up_to=0, leftovers=policy)
    usual = {entry.contents for entry in entries(protocol) if entry.kinds == "all"}
    for contents in sorted(usual - {"items"}):
        yield Entry(protocol, contents, leftovers=policy)
    yield Entry(protocol, names="A", kinds="!2", up_to=2, leftovers=policy)
    if policy == "none in documents":
        yield Entry(protocol, names="A", kinds="!&", up_to=2, leftovers=policy)
    if protocol == TIDY:
        yield Entry(protocol, kinds="&", leftovers="none")


def is_covered(trial: Entry) -> bool:
    """True if the catalogue says that nothing is wrong in this scope, or in a wider one."""
    return any(
        (entry.contents, entry.names, entry.grows) == (trial.contents, trial.names, trial.grows)
        and (entry.kinds == "all" or set(trial.kinds) <= set(entry.kinds) or not trial.up_to)
        and entry.up_to >= trial.up_to
        and entry.leftovers in (trial.leftovers, "none")
        for entry in entries(trial.protocol)
    )


def tried(
    trials: Iterable[Entry], handler: Any = None, most_states: int = MOST_STATES
) -> Iterator[tuple[Entry, str]]:
    """Yield each trial and what is wrong with the handler in it, until something is.

    That is an anomaly, "error", or "needless"; else "none", or "unknown" where a search gave up.
    """
    models: dict[tuple[str, str], Model] = {}  # one remembers what it has worked out
    for trial in trials:
        scenario = protocols.scenario(trial.protocol, trial.contents, handler)
        if trial.grows:
            wrong = in_a_row(trial, scenario)
        else:
            wrong = scenario.with_ids_that_differ(
                partial(searched_again, trial, models, scenario, most_states)
            )
        yield trial, wrong
        if wrong not in (SOUND, UNKNOWN):
            return


def searched_again(
    trial: Entry, models: dict[tuple[str, str], Model], scenario: Scenario, most_states: int
) -> str:
    """Search with what earlier trials have worked out, unless ids or the clock were others."""
    known = models.pop((trial.contents, trial.names), None)
    model = known or scenario.model(trial.scope.messages)
    wrong = searched(trial, model, scenario.lesson, most_states)
    models[trial.contents, trial.names] = model
    return wrong


def searched(trial: Entry, model: Model, lesson: Lesson, most_states: int) -> str:
    """Search, but for no shortest history: telling that takes longer than most searches."""
    scope = trial.scope
    result = search(
        model,
        StateCheck(model, lesson, scope.leftovers),
        marks="".join(fault.mark for fault in scope.faults),
        most_faults=scope.most_faults,
        most_states=most_states,
    )
    if result.number is None:
        return SOUND if result.complete else UNKNOWN
    return result.violation.anomaly if result.violation else "error"


def in_a_row(trial: Entry, scenario: Scenario) -> str:
    """Handle messages and a late copy one after the other: nothing is wrong, needless, or grows.

    Needless is an attempt more than there are deliveries, and a copy that empties an outbox again.
    """
    names = "ABCA"
    try:
        history = scenario.play(*names)
        assert_consistent(scenario, history)
        attempts = sum(step.action.startswith("+") for step in history.steps)
        again = "dispatcher" in scenario.stores and len(history.sent) > len(history.heard)
        if attempts > len(names) or again:
            return NEEDLESS
        return catalogue.growth(scenario) if is_covered(trial) else SOUND
    except InconsistentError as error:
        return error.anomaly
    except Exception:  # whatever a broken handler raises
        return "error"


def main() -> None:
    for protocol in protocols.names("right"):
        for mutant in mutants_of(protocol):
            if str(mutant) in explained():
                trials = chain(quick_trials(protocol), wide_trials(protocol), entries(protocol))
                results = tried(trials, mutant.handler(), MOST_STATES_FOR_A_SURVIVOR)
                said = [f"{trial}: {wrong}" for trial, wrong in results if wrong != SOUND]
                print(mutant, *(said or ["survives"]), sep="\n  ")


if __name__ == "__main__":
    main()
