"""The states of the plain search, as tuples, and the small changes that actions are made of."""

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.spec import Rules

from reference_model.replay import Call

Clock = tuple[int, int, bool]  # long pauses, looks at it, and whether it has stopped
FOLLOWS = "→"  # before the name of a message that follows from others
DEAD = "†"  # before the name of a dead letter
TIMES = "~"  # before the number of a delivery, behind the name of a message, where it is counted
MOST_WAITING = 3  # copies of a message that follows
Results = tuple[tuple[Call, tuple[bool, Any]], ...]  # each call, if it went well, and what came


class _HashedOnce:
    """A tuple that is looked up again and again: what is deep in it is hashed only once."""

    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            self._hash = super().__hash__()
            return self._hash


class _Attempt(NamedTuple):
    message: str
    number: int
    results: Results = ()
    sent: int = 0
    delayed: bool = False
    zombie: bool = False
    clocks: tuple[Clock, ...] = ()
    is_round: bool = False
    most: int = 0
    acked: bool = False
    members: tuple[str, ...] = ()


class Attempt(_HashedOnce, _Attempt):
    """A delivery that has not ended.

    `results` are its calls so far, and for each whether it went well and the value or the error
    that came of it, all frozen. `sent` counts the messages that were sent after its return.
    `clocks` says how the clock was when it began, and after each of its results.
    A round of a process has the process's name in the place of the message's, and no delivery.
    `members` are the messages as they were in the queue, where their deliveries may be counted, of
    which there are `most`: one, or several in a batch. What is `acked` first does not come again.
    """

    @property
    def has_lease(self) -> bool:
        """True if a delivery is its own, which can be acked, lost or given to others."""
        return not (self.zombie or self.is_round or self.acked)

    @property
    def names(self) -> list[str]:
        """The messages that were delivered."""
        return [name.partition(TIMES)[0] for name in self.members]

    @property
    def again(self) -> list[str]:
        """What is queued when the attempt has failed."""
        return [self._again(*name.split(TIMES)) for name in self.members]

    def _again(self, message: str, delivery: str = "") -> str:
        if not delivery:
            return message
        dead = int(delivery) == self.most
        return f"{DEAD}{message}" if dead else f"{message}{TIMES}{int(delivery) + 1}"

    @property
    def label(self) -> str:
        """The attempt's name: `A·1` is the first at A."""
        return f"{self.message}·{self.number}"


class _State(NamedTuple):
    queue: tuple[str, ...]
    attempts: tuple[Attempt | None, ...]
    stores: tuple[tuple[tuple[str, Hashable], ...], ...]
    sent: frozenset[tuple[str, Hashable]]
    missed: frozenset[tuple[str, str]]
    earlier: frozenset[tuple[Any, ...]]
    untouched: bool
    faults: int
    named: frozenset[tuple[str, int]] = frozenset()
    etags_given: int = 0
    pauses: int = 0
    asked: bool = False
    looks: int = 0
    stopped: bool = False
    times: tuple[tuple[Hashable, int], ...] = ()
    sequences: tuple[tuple[str, tuple[tuple[str, Hashable], ...]], ...] = ()
    inside: frozenset[OutgoingMessage] = frozenset()


class State(_HashedOnce, _State):
    """The world between two actions.

    `queue` is sorted. `attempts` has one place for each consumer and then one for each process,
    `stores` the records of each
    store by key, `sent` pairs of id and body. `missed` are the (store, key) that were read and not
    found in a store that may miss them again; `earlier` are (store, key, record) that were there,
    and (store, key) for one that was not, in a store whose reads may be stale. Both stay empty
    where that fault is not searched. `untouched` is True while more copies may still be put in the
    queue. `named` are the attempts, by message and number, that were given an id: no other attempt
    gets their numbers, so that no id is given twice, whatever was made of it. `etags_given` counts
    the etags where these are given once only, too. `pauses` counts the long pauses, and `asked` is
    True if anybody has asked for the time since the last one. `looks` counts the questions for it
    where the clock runs, but for those while it `stopped`. `times` counts the sends of each
    content, `sequences` has ids and contents by key as they came first, where a rule asks for that.
    `inside` are the messages that were sent to endpoints of the scenario's own.
    """

    @property
    def is_quiet(self) -> bool:
        """True when nothing waits and nothing runs."""
        return not self.queue and not any(self.attempts)


class Move(NamedTuple):
    """One action, the attempt that it belongs to (if any), and the state that it leads to."""

    action: str
    attempt: str | None
    fault: bool
    state: State


def placed(state: State, place: int, attempt: Attempt | None) -> State:
    """The state with this attempt, or none, at one consumer."""
    attempts = state.attempts
    return state._replace(attempts=(*attempts[:place], attempt, *attempts[place + 1 :]))


def queued(state: State, message: str) -> State:
    """The state with one more copy of the message in the queue, if anybody can want that."""
    if (
        message.removeprefix(DEAD).startswith(FOLLOWS)
        and state.queue.count(message) == MOST_WAITING
    ):
        return state
    return state._replace(queue=tuple(sorted((*state.queue, message))))


def failed(state: State, place: int) -> State:
    """The attempt is gone and what it had is queued again, if the attempt has its lease."""
    attempt = state.attempts[place]
    assert attempt is not None
    gone = placed(state, place, None)
    return all_queued(gone, attempt.again) if attempt.has_lease else gone


def all_queued(state: State, messages: Iterable[str]) -> State:
    """The state with one more copy of each of these messages in the queue."""
    for message in messages:
        state = queued(state, message)
    return state


def with_sent(
    state: State, message: OutgoingMessage, rules: Rules, *, leaves: bool = True
) -> State:
    """The state after the message was sent; it `leaves` unless an endpoint of ours handles it."""
    sent = (message.message_id, freeze(message.body))
    times, sequences = dict(state.times), dict(state.sequences)
    if rules.most_sends is not None:
        times[sent[1]] = times.get(sent[1], 0) + 1
    key = rules.sequence_by(message.body) if rules.sequence_by and leaves else None
    if key is not None and sent[0] not in dict(sequences.get(key, ())):
        sequences[key] = (*sequences.get(key, ()), sent)
    return state._replace(
        sent=state.sent | {sent} if leaves else state.sent,
        times=tuple(sorted(times.items(), key=repr)),
        sequences=tuple(sorted(sequences.items())),
    )
