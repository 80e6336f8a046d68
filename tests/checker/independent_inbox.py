"""The inbox protocol as a state machine written by hand: a second opinion on the checker.

No handler runs here and nothing is replayed: an attempt is a place in a list of steps, and the
rules below say what each step does. All messages go to one order, whose events are
FirstItemAdded for the first item and ItemAdded for each.

One state is: how often each message is queued; the attempts in flight; the document (its items
in order, and the outbox entries); the inbox; the events sent; the number of faults so far.
An attempt is its message, its next step, what the inbox told it, the document as it loaded it,
whether nobody has written since it last loaded or wrote, and whether it is a zombie.

Left out, since nothing depends on it: which consumer has which attempt, the numbers of the
attempts, and the etags.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

Event = tuple[str, str]  # what happened, and the message that caused it


class Document(NamedTuple):
    """The order: whose items it holds, and what each message still has to send."""

    items: tuple[str, ...] = ()
    outbox: tuple[tuple[str, tuple[Event, ...]], ...] = ()


class Attempt(NamedTuple):
    """One attempt in flight, before the step that it takes next.

    The steps: `load` the document; `ask` the inbox; `put` state and outbox entry; `send` the
    events one by one; `mark` the inbox; `remove` the entry; `ack`.
    """

    message: str
    step: str
    known: bool = False
    loaded: Document = Document()
    current: bool = False
    events_sent: int = 0
    zombie: bool = False


class State(NamedTuple):
    """The whole system. Queue and attempts are sorted: their order means nothing."""

    queue: tuple[str, ...]
    attempts: tuple[Attempt, ...] = ()
    document: Document = Document()
    inbox: frozenset[str] = frozenset()
    sent: frozenset[Event] = frozenset()
    faults: int = 0

    @property
    def at_rest(self) -> bool:
        """True when nothing is left to do."""
        return not self.queue and not self.attempts


class Report(NamedTuple):
    """All states that were reached, and the fewest faults and steps to a wrong one, if any is."""

    wrong: str | None
    faults: int | None
    steps: int | None
    reached: frozenset[State]


def explore(
    messages: str,
    *,
    kinds: set[str],
    max_faults: int,
    consumers: int = 2,
    inbox_asked_before_the_load: bool = False,
) -> Report:
    """Reach every state, fewest faults and then fewest steps first, up to one that is wrong.

    The kinds of faults are "crash", "lost answer" and "lease expired".
    """
    reading = ("ask", "load") if inbox_asked_before_the_load else ("load", "ask")
    reached: set[State] = set()
    arrived = count()
    waiting = [(0, 0, next(arrived), State(queue=tuple(sorted(messages))))]
    while waiting:
        faults, steps, _, state = heappop(waiting)
        if state in reached:
            continue
        reached.add(state)
        wrong = _wrong(state, messages)
        if wrong:
            return Report(wrong, faults, steps, frozenset(reached))
        struck = _faults(state, kinds, reading) if faults < max_faults else ()
        for after in (*_deliveries(state, consumers, reading), *_steps(state, reading), *struck):
            heappush(waiting, (after.faults, steps + 1, next(arrived), after))
    return Report(None, None, None, frozenset(reached))


def _wrong(state: State, messages: str) -> str | None:
    items = state.document.items
    due = {event for position in range(len(items)) for event in _events(items, position)}
    if len(set(items)) < len(items):
        return "duplicate"
    if not state.sent <= due:
        return "ghost"
    if state.at_rest and (set(items) != set(messages) or state.sent != due):
        return "lost"
    return None


def _events(items: tuple[str, ...], position: int) -> tuple[Event, ...]:
    """What is published for the item at this position."""
    added = ("ItemAdded", items[position])
    return (added,) if position else (("FirstItemAdded", items[position]), added)


def _deliveries(state: State, consumers: int, reading: tuple[str, str]) -> Iterator[State]:
    if len(state.attempts) < consumers:
        for message in sorted(set(state.queue)):
            queue = list(state.queue)
            queue.remove(message)
            yield _with(state._replace(queue=tuple(queue)), Attempt(message, reading[0]))


def _steps(state: State, reading: tuple[str, str]) -> Iterator[State]:
    for attempt, others in _each(state):
        after, then = _step(others, attempt, reading)
        if then:
            yield _with(after, then)
        else:
            yield after if attempt.step == "ack" else _queued_again(after, attempt)


def _faults(state: State, kinds: set[str], reading: tuple[str, str]) -> Iterator[State]:
    for attempt, others in _each(state._replace(faults=state.faults + 1)):
        if "crash" in kinds:
            yield _queued_again(others, attempt)
        if "lost answer" in kinds and attempt.step != "ack":
            yield _queued_again(_step(others, attempt, reading)[0], attempt)
        if "lease expired" in kinds and not attempt.zombie:
            yield _with(_queued_again(others, attempt), attempt._replace(zombie=True))


def _step(
    others: State, attempt: Attempt, reading: tuple[str, str]
) -> tuple[State, Attempt | None]:
    """Take the attempt's next step; it is None after its ack, and where its write is refused.

    `others` is the state without the attempt.
    """
    message, document = attempt.message, others.document
    match attempt.step:
        case "load":
            loaded = attempt._replace(loaded=document, current=True)
            return others, loaded._replace(step=_after_reading(loaded, reading))
        case "ask":
            asked = attempt._replace(known=message in others.inbox)
            return others, asked._replace(step=_after_reading(asked, reading))
        case "put" if attempt.current:
            items = (*document.items, message)
            entry = (message, _events(items, len(document.items)))
            new = Document(items, tuple(sorted((*document.outbox, entry))))
            return _written(others, new), attempt._replace(step="send")
        case "send":
            events = _to_send(attempt)
            sent = others._replace(sent=others.sent | {events[attempt.events_sent]})
            one_more = attempt._replace(events_sent=attempt.events_sent + 1)
            all_sent = one_more.events_sent == len(events)
            return sent, one_more._replace(step="mark" if all_sent else "send")
        case "mark":
            return others._replace(inbox=others.inbox | {message}), attempt._replace(step="remove")
        case "remove" if attempt.current:
            kept = tuple(entry for entry in document.outbox if entry[0] != message)
            return _written(others, document._replace(outbox=kept)), attempt._replace(step="ack")
    return others, None


def _after_reading(attempt: Attempt, reading: tuple[str, str]) -> str:
    if attempt.step == reading[0]:
        return reading[1]
    waits = attempt.message in dict(attempt.loaded.outbox)
    if attempt.known:
        return "remove" if waits else "ack"
    return "send" if waits else "put"


def _to_send(attempt: Attempt) -> tuple[Event, ...]:
    """The events that it found in the outbox, or else those that it put there itself."""
    items = (*attempt.loaded.items, attempt.message)
    found = dict(attempt.loaded.outbox).get(attempt.message)
    return found or _events(items, len(attempt.loaded.items))


def _written(others: State, document: Document) -> State:
    """What all others have read is no longer current."""
    attempts = sorted(attempt._replace(current=False) for attempt in others.attempts)
    return others._replace(document=document, attempts=tuple(attempts))


def _each(state: State) -> Iterator[tuple[Attempt, State]]:
    """Each attempt with the state without it."""
    for place, attempt in enumerate(state.attempts):
        others = state.attempts[:place] + state.attempts[place + 1 :]
        yield attempt, state._replace(attempts=others)


def _with(state: State, attempt: Attempt) -> State:
    return state._replace(attempts=tuple(sorted((*state.attempts, attempt))))


def _queued_again(state: State, attempt: Attempt) -> State:
    if attempt.zombie:
        return state
    return state._replace(queue=tuple(sorted((*state.queue, attempt.message))))
