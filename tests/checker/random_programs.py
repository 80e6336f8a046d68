"""Writes runners at random: the steps of the solutions, recombined.

A program begins as a solution, which is a sequence of steps. It is then edited some times at
random: steps are left out, doubled, swapped, replaced by others, put under a condition, into a
`try`, or into another step's block. Much of what comes of it is wrong, some of it is right in a
form that nobody would write, and all of it runs.

    python tests/checker/random_programs.py --seed 0 --count 100000

judges so many programs by the search and by the plain one (`reference_model`), and prints what was
found and where the two differ.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import protocols
from consistent_messaging.checker import STALE_READ, Scope, check
from consistent_messaging.scenario import Scenario
from random_walk import walked
from reference_model.compare import distinct_states, reference_verdict

TOP = """
from consistent_messaging import (
    ConcurrencyError, MessagingError, OutgoingMessage, StoredEvent, Throttled, TimeoutError,
    derived_id
)
from messages import ItemAdded, add_item

def outgoing(message_id, events):
    return [OutgoingMessage(derived_id(message_id, type(e).__name__), e) for e in events]

def fresh(context, events):
    return [OutgoingMessage(context.new_id(), event) for event in events]

def order_of(stored):
    return {"items": [event.body.item for event in stored if isinstance(event.body, ItemAdded)]}

def before(message_id, stored):
    causes = [event.caused_by for event in stored]
    return stored[: causes.index(message_id)] if message_id in causes else stored

"""
DOCUMENTS = """
class Handler:
    def __init__(self, {stores}):
{keeps}

    def load(self, key):
        blob = self.blobs.get(key)
        empty = {{"items": [], "outbox": {{}}, "claims": {{}}, "records": {{}}}}
        return (blob.document, blob.etag) if blob else (empty, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")

    def handle(self, message, context):
        key, mid = message.order_id, context.message_id
        document, etag = self.load(key)
        seen, claimed, events, messages = False, False, [], None
{body}
"""
STREAMS = """
class Handler:
    def __init__(self, {stores}):
{keeps}

    def handle(self, message, context):
        key, mid = message.order_id, context.message_id
        stream = self.event_store.read(key)
        earlier, events = stream.events, []
{body}
"""

OUTBOX = 'document["outbox"]'
LOAD = "document, etag = self.load(key)"
ADD = "document, events = add_item(document, message)"
FILL = f"{OUTBOX}[mid] = outgoing(mid, events)"
SAVE = "etag = self.save(key, document, etag)"
DISPATCH = f"self.dispatcher.dispatch({OUTBOX}.get(mid) or [])"
REMOVE = f"{OUTBOX}.pop(mid, None)"
ASK = "seen = self.inbox.contains(mid)"
MARK = "self.inbox.add(mid)"
NAME_CLAIM = 'document["claims"][mid] = context.new_id()'
CLAIM = 'claimed = self.claims.try_claim(mid, document["claims"].get(mid, "none"))'
WHOSE = 'claimed = claimed or self.claims.claimed_by(mid) == document["claims"].get(mid, "none")'
DROP_CLAIM = 'document["claims"].pop(mid, None)'
NAME_RECORD = 'document["records"][mid] = context.new_id()'
PUT_RECORD = 'self.outbox_store.put(document["records"].get(mid, mid), outgoing(mid, events))'
GET_RECORD = 'messages = self.outbox_store.get(document["records"].get(mid, mid))'
DISPATCH_RECORD = "self.dispatcher.dispatch(messages or [])"
DELETE_RECORD = 'self.outbox_store.delete(document["records"].get(mid, mid))'
DROP_RECORD = 'document["records"].pop(mid, None)'
READ = "stream = self.event_store.read(key)"
EARLIER = "earlier = before(mid, stream.events)"
DECIDE = "events = add_item(order_of(earlier), message)[1]"
APPEND = (
    "self.event_store.append(key, [StoredEvent(e, mid) for e in events], "
    "expected_version=stream.version)"
)
PUBLISH = "for out in outgoing(mid, events): context.publish(out.body, out.message_id)"


@dataclass
class Block:
    """A compound statement: `if …:`, or `try:` with an `except …:` and what is done in it."""

    head: str
    body: list["Step"]
    rescue: str = ""
    rescued: list["Step"] = field(default_factory=list)


type Step = str | Block


@dataclass(frozen=True)
class Stage:
    """A solution as steps, and what else a program of its kind is made of."""

    protocol: str
    frame: str
    stores: tuple[str, ...]
    solution: tuple[Step, ...]
    others: tuple[str, ...]
    conditions: tuple[str, ...]


def when(condition: str, *body: Step) -> Block:
    return Block(f"if {condition}:", list(body))


_NOT_THERE = f"mid not in {OUTBOX}"
_THERE = f"mid in {OUTBOX}"
_SLIPS = (
    LOAD,
    "etag = self.blobs.put(key, document)",
    f"{OUTBOX}[mid] = fresh(context, events)",
    f"{OUTBOX}[mid] = []",
    "self.dispatcher.dispatch(outgoing(mid, events))",
    f"self.dispatcher.dispatch([m for each in {OUTBOX}.values() for m in each or []])",
    PUBLISH,
    "return",
)
_OF_DOCUMENTS = (_NOT_THERE, _THERE, f"{OUTBOX}.get(mid)", "etag is None", "events")
_INBOX = (ASK, MARK, "self.inbox.add(events[0].item if events else mid)")
_CLEAN = when(_THERE, REMOVE, SAVE)
_OUTBOX = Stage(
    "s2_outbox/right",
    DOCUMENTS,
    ("blobs", "dispatcher"),
    (
        when(_NOT_THERE, ADD, FILL, SAVE),
        when(f"{OUTBOX}.get(mid)", DISPATCH, f"{OUTBOX}[mid] = []", SAVE),
    ),
    _SLIPS,
    _OF_DOCUMENTS,
)
_RUNNER = Stage(
    "s3_inbox/right",
    DOCUMENTS,
    ("blobs", "inbox", "dispatcher"),
    (
        ASK,
        when("seen", LOAD, _CLEAN, "return"),
        when(_NOT_THERE, ADD, FILL, SAVE),
        DISPATCH,
        MARK,
        REMOVE,
        SAVE,
    ),
    (*_SLIPS, *_INBOX),
    (*_OF_DOCUMENTS, "seen", "not seen"),
)
_CLAIMS = Stage(
    "s4_claims/right",
    DOCUMENTS,
    ("blobs", "claims", "dispatcher"),
    (
        when('mid not in document["claims"]', NAME_CLAIM, SAVE),
        when(_NOT_THERE, CLAIM, WHOSE, when("claimed", ADD, FILL, SAVE)),
        DISPATCH,
        REMOVE,
        DROP_CLAIM,
        SAVE,
    ),
    (*_SLIPS, CLAIM, WHOSE, NAME_CLAIM, "claimed = self.claims.claimed_by(mid) is None"),
    (*_OF_DOCUMENTS, "claimed", "not claimed", 'mid not in document["claims"]'),
)
_RECORDS = Stage(
    "s5_outbox_document/right",
    DOCUMENTS,
    ("blobs", "inbox", "outbox_store", "dispatcher"),
    (
        ASK,
        when("seen", LOAD, when('mid in document["records"]', DROP_RECORD, SAVE), "return"),
        when('mid not in document["records"]', ADD, NAME_RECORD, PUT_RECORD, SAVE),
        GET_RECORD,
        when("messages is not None", DISPATCH_RECORD, DELETE_RECORD),
        MARK,
        DROP_RECORD,
        SAVE,
    ),
    (*_SLIPS, *_INBOX, GET_RECORD, DELETE_RECORD, PUT_RECORD),
    (*_OF_DOCUMENTS, "seen", "messages is None", 'mid in document["records"]'),
)
_STREAM = Stage(
    "s1_event_sourced/right",
    STREAMS,
    ("event_store",),
    (EARLIER, DECIDE, when("earlier == stream.events", APPEND), PUBLISH),
    (
        READ,
        "earlier = stream.events",
        "self.event_store.append(key, [StoredEvent(e, key) for e in events], "
        "expected_version=stream.version)",
        "for out in fresh(context, events): context.publish(out.body, out.message_id)",
        "return",
    ),
    ("earlier == stream.events", "earlier != stream.events", "earlier", "events"),
)
STAGES = (_STREAM, _OUTBOX, _RUNNER, _CLAIMS, _RECORDS)
ERRORS = ("MessagingError", "ConcurrencyError", "TimeoutError", "Throttled")
MOST_EDITS = 5
WALKS = 10


class Program(NamedTuple):
    """A program and the scope in which it is judged; `seed` writes both again."""

    seed: int
    protocol: str
    source: str
    scope: Scope

    def scenario(self) -> Scenario:
        handler = protocols.module(f"{self.protocol}_{self.seed}", self.source).Handler
        return protocols.scenario(self.protocol, handler=handler)


def program(seed: int) -> Program:
    """Write the program with this number; it is the same one wherever it is written."""
    chance = random.Random(seed)
    stage = chance.choice(STAGES)
    body = [_copied(step) for step in stage.solution]
    for _ in range(chance.randint(1, MOST_EDITS)):
        _edit(chance, stage, body)
    source = TOP + stage.frame.format(
        stores=", ".join(stage.stores),
        keeps="\n".join(f"        self.{store} = {store}" for store in stage.stores),
        body="\n".join(_lines(body, "        ")),
    )
    return Program(seed, stage.protocol, source, _scope(chance, stage))


def _scope(chance: random.Random, stage: Stage) -> Scope:
    """A scope that the plain search comes to the end of in less than a second."""
    names, kinds, most_faults, consumers = chance.choice(
        [("A", 3, 1, 2), ("A", 3, 2, 1), ("AB", 0, 0, 2), ("AB", 2, 1, 1)]
    )
    faults = chance.sample(protocols.faults_of(stage.protocol), kinds)
    return Scope(tuple(names), tuple(faults), most_faults, consumers)


def _edit(chance: random.Random, stage: Stage, body: list[Step]) -> None:
    """Change one thing somewhere in the program."""
    block = chance.choice(list(_blocks(body)))
    at = chance.randrange(len(block) + 1)
    step = _copied(chance.choice([*stage.solution, *stage.others, *stage.others]))
    if not block or chance.random() < 0.25:
        block.insert(at, step)
        return
    at = min(at, len(block) - 1)
    until = chance.randint(at + 1, len(block))
    match chance.randrange(7):
        case 0:
            del block[at]
        case 1:
            block[at] = step
        case 2:
            other = chance.randrange(len(block))
            block[at], block[other] = block[other], block[at]
        case 3:
            block.insert(until, _copied(block[at]))
        case 4:
            block[at:until] = [when(chance.choice(stage.conditions), *block[at:until])]
        case 5:
            rescued: list[Step] = [
                chance.choice(["pass", "return", step, 'raise MessagingError("given up")'])
            ]
            rescue = f"except {chance.choice(ERRORS)}:"
            block[at:until] = [Block("try:", block[at:until], rescue, rescued)]
        case 6:
            moved = block.pop(at)
            goal = chance.choice(list(_blocks(body)))
            goal.insert(chance.randrange(len(goal) + 1), moved)


def _blocks(body: list[Step]) -> Iterator[list[Step]]:
    yield body
    for step in body:
        if isinstance(step, Block):
            yield from _blocks(step.body)
            if step.rescue:
                yield from _blocks(step.rescued)


def _copied(step: Step) -> Step:
    if isinstance(step, str):
        return step
    body, rescued = ([_copied(each) for each in steps] for steps in (step.body, step.rescued))
    return Block(step.head, body, step.rescue, rescued)


def _lines(body: list[Step], margin: str) -> Iterator[str]:
    for step in body or ["pass"]:
        if isinstance(step, str):
            yield margin + step
            continue
        yield margin + step.head
        yield from _lines(step.body, margin + "    ")
        if step.rescue:
            yield margin + step.rescue
            yield from _lines(step.rescued, margin + "    ")


class Judged(NamedTuple):
    """What a search came to: the word, and where its shortest history ends."""

    word: str
    faults: int | None = None
    steps: int | None = None


GAVE_UP = "gave up"


class Comparison(NamedTuple):
    """What both searches say of a program, and of how many states, where these can be compared."""

    seed: int
    ours: Judged
    plain: Judged
    our_states: int = 0
    plain_states: int = 0

    @property
    def agrees(self) -> bool:
        """True as well where the search gave up: then it says nothing, and no verdict is wrong."""
        alike = self.ours == self.plain and self.our_states == self.plain_states
        return alike or self.ours.word == GAVE_UP


def compared(seed: int) -> Comparison:
    """Judge the program with this number by both searches.

    Where ids are made, the two name them differently after a fault, and a broken program has been
    searched to its first history only: then no states are compared. Nor are they where a store may
    miss what it missed before, but no read is stale: the search notes misses there, too. A program
    that goes round and leaves a record with a new id each time has states without end, and the
    search gives up; the plain one gives ids again from some number on.
    """
    written = program(seed)
    scenario = written.scenario()
    ours = check(scenario, written.scope)
    word = ours.anomaly or type(ours.error).__name__ if ours.verdict != "pass" else "holds"
    word = GAVE_UP if ours.verdict == "unknown" else word
    ours_told = Judged(word, ours.faults, ours.steps)
    try:
        plain = reference_verdict(written.scenario(), written.scope)
    except Exception as error:
        return Comparison(seed, ours_told, Judged(type(error).__name__))
    plain_told = Judged(plain.anomaly or "holds", plain.faults, plain.steps)
    makes_ids = any(way in written.source.removeprefix(TOP) for way in ("new_id", "fresh"))
    notes_misses = bool(scenario.consistency) and STALE_READ not in written.scope.faults
    if word != "holds" or plain.anomaly or makes_ids or notes_misses:
        return Comparison(seed, ours_told, plain_told)
    states = distinct_states(scenario, written.scope, plain.reached)
    return Comparison(seed, ours_told, plain_told, ours.states, states)


def overlooked(seed: int) -> str:
    """Walk at random through a wider scope, and say what its search does not find, or finds later.

    The text is empty where the walks met nothing wrong, and where the search gave up before.
    """
    written = program(seed)
    wider = Scope(("A", "B"), protocols.faults_of(written.protocol), most_faults=2)
    walker = walked(written.scenario(), wider, "any", seed, WALKS)
    found = check(written.scenario(), wider) if walker.wrong else None
    if found is None or found.verdict == "unknown":
        return ""
    if found.verdict == "fail" and (found.faults, found.steps) <= min(walker.wrong):
        return ""
    return f"{found} And a walk met something wrong after {min(walker.wrong)} faults and steps."


def both(seed: int) -> tuple[Comparison, str]:
    """What the two searches say, and what walks find that the search of a wider scope misses."""
    found = compared(seed)
    return found, overlooked(seed) if found.ours.word == "holds" else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge programs at random by two searches.")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first program")
    parser.add_argument("--count", type=int, default=1000, help="how many are judged")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.count)
    words: Counter[str] = Counter()
    wrong = 0
    with ProcessPoolExecutor() as pool:
        for told, missed in pool.map(both, seeds, chunksize=20):
            words[told.ours.word] += 1
            if missed or not told.agrees:
                wrong += 1
                print(told, missed, flush=True)
    print(f"{options.count} programs, {wrong} on which the searches or the walks differ:")
    for word, count in words.most_common():
        print(f"{count:8} {word}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
