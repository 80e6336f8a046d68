"""When the world is at rest although processes go on for ever, and records run out.

Nothing waits and nothing runs. Each process could do one more round alone, and each record that
runs out could be gone: nothing would come of it that lasts. A record that runs out does not last,
and an id or an etag in the place of another one is no change.
"""

from collections.abc import Iterator
from typing import Any

from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.model.intern_table import Interned
from consistent_messaging.model.lives import Lives
from consistent_messaging.model.rounds import Rounds
from consistent_messaging.model.state import FLAGS, ROUND, State
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import renamed

MOST_STATES = 500  # in which leases and rounds can go on without an effect


class Rest:
    """Knows whether anything is left to happen where no attempt at a message is under way."""

    def __init__(self, rounds: Rounds, lives: Lives, stored: StoreStates) -> None:
        self._rounds, self._lives, self._stored = rounds, lives, stored
        self._resting: dict[tuple[int, int, int], bool] = {}
        self._contents: Interned[Any] = Interned(())
        self._content_of: dict[int, int] = {}

    def at(self, state: State) -> bool:
        """True if nothing that lasts can come of this state, in which nothing waits or runs."""
        key = state[2:]
        if key not in self._resting:
            self._resting[key] = self._is_resting(state)
        return self._resting[key]

    def restless(self, state: State) -> list[str]:
        """Return the names of the processes that are in a round, or could do one that lasts."""
        quiet, names = state._replace(attempts=()), self._rounds.names
        running = [self._rounds.name_of(code) for code in state.attempts if code % FLAGS == ROUND]
        return [
            name
            for number, name in enumerate(names)
            if name in running or self._differs(quiet, self._rounds.after_one(number, quiet))
        ]

    def _is_resting(self, state: State) -> bool:
        """Follow what processes and the ends of records lead to, as long as nothing comes of it."""
        found = [state]
        for now in found:
            for after in self._following(now):
                if self._differs(state, after) or len(found) > MOST_STATES:
                    return False
                if after is not None and after not in found and self._lives.some:
                    found.append(after)
        return True

    def _following(self, state: State) -> Iterator[State | None]:
        for number in range(len(self._rounds.names)):
            yield self._rounds.after_one(number, state)
        for record in self._lives.ends(state):
            yield state._replace(stores=record.without)

    def _differs(self, state: State, after: State | None) -> bool:
        if after is None or (after.queue, after.sent) != (state.queue, state.sent):
            return True
        return self._content(after.stores) != self._content(state.stores)

    def _content(self, stores: int) -> int:
        """Return a number that is the same for stores that differ in nothing that lasts."""
        if stores not in self._content_of:
            left = stores
            while living := self._lives.living(left) if self._lives.some else []:
                left = living[0].without
            records = self._stored.records(left)
            items = tuple(
                tuple((key, freeze(record)) for key, record in sorted(by_key.items(), key=repr))
                for by_key in records.values()
            )
            number = self._contents.number(renamed(items, lambda name: "…"))
            self._content_of[stores] = number
        return self._content_of[stores]
