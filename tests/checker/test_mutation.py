"""Whatever is changed in a right protocol is found, or `survivors.json` says why it does no harm.

A survivor is tried here in the small scopes only. `mutation.py`, run as a program, tries each of
them in all scopes that the catalogue has.
"""

import json
from collections import Counter
from functools import cache
from itertools import chain

import mutation
import protocols
import pytest
from mutants import KINDS, mutants_of, mutated

RIGHT = protocols.names("right")
SOURCE = """
class Handler:
    def __init__(self, blobs):
        self.blobs = blobs

    def handle(self, message, context):
        blob = self.blobs.get(message.order_id)
        if blob:
            return
        self.blobs.put("key", {}, if_match=blob.etag if blob else None)
"""


@cache
def outcomes(protocol: str) -> dict[str, str]:
    """What is wrong with each mutant of a protocol, by its text; "none" or "unknown" survives."""
    explained = mutation.explained()
    found = {}
    for mutant in mutants_of(protocol):
        wide = () if str(mutant) in explained else mutation.wide_trials(protocol)
        trials = chain(mutation.quick_trials(protocol), wide)
        *_, (_, found[str(mutant)]) = mutation.tried(trials, mutant.handler())
    return found


def test_a_mutant_differs_in_one_small_place_where_the_handler_runs() -> None:
    get, put = "`blob = self.blobs.get(message.order_id)`", "`self.blobs.put('key', {}, if_match="
    changes = [mutant.change for mutant in mutated("some", SOURCE)]
    assert changes == [
        f"Handler.handle: {change}"
        for change in (
            f"delete {get}",
            f"return before {get}",
            f"swap {get} and `if blob:`",
            f"ignore what {get} returns",
            "delete `if blob:`",
            "return before `if blob:`",
            f"swap `if blob:` and {put}blob.etag if blob else None)`",
            "always do what `if blob:` guards",
            f"delete {put}blob.etag if blob else None)`",
            "delete `return`",
            "`if blob:` → `if not blob:`",
            f"{put}blob.etag if blob else None)` → `self.blobs.put('key', {{}})`",
            f"{put}blob.etag if blob else None)` → {put}blob.etag)`",
            f"{put}blob.etag if blob else None)` → {put}None)`",
            f"{put}blob.etag if blob else None)` → {put}blob.etag if not blob else None)`",
        )
    ]


def test_there_are_many_mutants_of_every_kind_and_of_every_protocol() -> None:
    all_mutants = {protocol: mutants_of(protocol) for protocol in RIGHT}
    kinds = Counter(mutant.kind for mutant in chain(*all_mutants.values()))
    assert min(map(len, all_mutants.values())) > 30
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) > 80
    assert kinds.total() > 1000


def test_every_explanation_is_a_sentence_about_mutants_that_exist_and_stand_nowhere_else() -> None:
    groups = json.loads(mutation.SURVIVORS.read_text(encoding="utf-8"))
    told = [len(changes) for group in groups for changes in group["survivors"].values()]
    explained = mutation.explained()
    assert len(explained) == sum(told)
    assert explained.keys() <= {str(m) for protocol in RIGHT for m in mutants_of(protocol)}
    assert all(group["why"].endswith(".") for group in groups)


@pytest.mark.slow
@pytest.mark.parametrize("protocol", RIGHT)
def test_with_a_right_protocol_nothing_is_wrong_in_any_trial(protocol: str) -> None:
    trials = [
        trial
        for trial in chain(mutation.quick_trials(protocol), mutation.wide_trials(protocol))
        if trial.grows or not mutation.is_covered(trial)
    ]
    assert [wrong for _, wrong in mutation.tried(trials)] == [mutation.SOUND] * len(trials)


@pytest.mark.slow
@pytest.mark.parametrize("protocol", RIGHT)
def test_every_mutant_of_a_right_protocol_is_found_or_explained(protocol: str) -> None:
    found = outcomes(protocol)
    survivors = {m for m, wrong in found.items() if wrong in (mutation.SOUND, mutation.UNKNOWN)}
    assert survivors == mutation.explained().keys() & found.keys()


@pytest.mark.slow
def test_mutants_are_found_in_every_way_to_be_wrong() -> None:
    ways = Counter(wrong for protocol in RIGHT for wrong in outcomes(protocol).values())
    assert ways.keys() >= {"ghost", "lost", "duplicate", "contradictory", "leak", "stuck"}
    assert ways[mutation.NEEDLESS] > 0
    assert 0 < ways["error"] < ways.total() / 2
