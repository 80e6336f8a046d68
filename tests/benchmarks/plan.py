"""What is searched in a run: the full plan, and a quick one that only shows that it works."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import catalogue
import protocols
from consistent_messaging.checker import CRASH, LOST_ANSWER
from consistent_messaging.checker.check import MOST_STATES
from searches import Search

MESSAGES = "ABC"
MOST_FAULTS = (0, 1, 2)
GROWTH_MOST_STATES = 50_000
REDUCED_MOST_STATES = 400_000
QUICK_MOST_STATES = 1000


@dataclass(frozen=True)
class Plan:
    """The searches of each table, narrower scopes before the wider ones that contain them."""

    scopes: list[Search]
    growth: list[Search]
    reference: Search
    reduced: list[Search]
    wrong: list[Search]
    most_rounds: int


def full() -> Plan:
    """All right protocols of S1 to S6 in all scopes, and all wrong ones that a search catches."""
    rights = [name for name in protocols.names("right") if name.endswith("/right")]
    scopes = [("A", 2), ("AB", 0), ("AB", 1), ("AB", 2)]
    wide = [("AB", 1), ("AB", 2)]
    return Plan(
        [right(name, *scope, MOST_STATES) for name in rights for scope in scopes],
        [search for name in rights for search in growth(name, (1, 2, 3), GROWTH_MOST_STATES)],
        reference(2),
        [right(name, *scope, REDUCED_MOST_STATES) for name in rights for scope in wide],
        wrong(catalogue.read()),
        most_rounds=3,
    )


def quick() -> Plan:
    """A little of everything, in a few seconds, with a scope that is larger than its cap."""
    name = "s1_event_sourced/right"
    return Plan(
        [right(name, "AB", most_faults, QUICK_MOST_STATES) for most_faults in (1, 2)],
        growth(name, (1, 2), QUICK_MOST_STATES),
        reference(0),
        [right(name, "AB", 1, MOST_STATES)],
        wrong(catalogue.read())[:2],
        most_rounds=2,
    )


def right(
    name: str, messages: str, most_faults: int, most_states: int, consumers: int = 2
) -> Search:
    """A right protocol under all faults that can strike it."""
    faults = tuple(fault.name for fault in protocols.faults_of(name))
    return Search(
        name,
        messages,
        faults,
        most_faults,
        consumers,
        leftovers=protocols.policy_of(name),
        most_states=most_states,
    )


def growth(name: str, counts: tuple[int, ...], most_states: int) -> list[Search]:
    """A right protocol for each of these counts of messages and of consumers, and of faults."""
    return [
        right(name, MESSAGES[:messages], most_faults, most_states, consumers)
        for messages, consumers, most_faults in product(counts, counts, MOST_FAULTS)
    ]


def reference(most_faults: int) -> Search:
    """The scope in which the checker is held against the plain search."""
    return Search("s3_inbox/right", "AB", (CRASH.name, LOST_ANSWER.name), most_faults)


def wrong(entries: Iterable[catalogue.Entry]) -> list[Search]:
    """Each wrong protocol, in the first scope of the catalogue in which a search catches it."""
    caught: dict[str, Search] = {}
    for entry in entries:
        if entry.faults is not None and not entry.right:
            search = Search(
                entry.protocol,
                entry.names,
                tuple(fault.name for fault in entry.scope.faults),
                entry.up_to,
                contents=entry.contents,
                leftovers=entry.leftovers,
            )
            caught.setdefault(entry.protocol, search)
    return list(caught.values())
