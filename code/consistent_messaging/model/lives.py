"""Records that end by themselves: a lease whose time is over, a lock whose holder is gone.

A store says which of its records do, by the beginnings of their keys:

    runs_out = {"lease:": "any time", "lock:": "with its holder"}

A record that ends is removed. Who holds one is the attempt that was given an id which is found in
it; the attempt holds it until it has crashed, failed or returned.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from consistent_messaging.execution.replay import NEW_ID
from consistent_messaging.model.attempt_tree import AttemptTree
from consistent_messaging.model.state import DELAYED, FLAGS, State
from consistent_messaging.model.store_states import StoreStates
from consistent_messaging.model.symbolic_ids import fresh_ids_in

Life = Literal["any time", "with its holder"]
WHY: dict[Life, str] = {
    "any time": "its time is over",
    "with its holder": "its holder is gone",
}


class Living(NamedTuple):
    """A record that can end: where it is, when it can, the ids in it, and what is left then."""

    store: str
    key: str
    life: Life
    ids: frozenset[str]
    without: int


class Lives:
    """Knows which records can end."""

    def __init__(self, stores: Mapping[str, Any], stored: StoreStates, tree: AttemptTree) -> None:
        self.declared = {name: _declared(name, store) for name, store in stores.items()}
        self.some = any(self.declared.values())
        self._stored, self._tree = stored, tree
        self._living: dict[int, list[Living]] = {}
        self._ids: dict[int, tuple[str, ...]] = {}

    def ends(self, state: State) -> list[Living]:
        """Return the records that can end now."""
        found = self.living(state.stores)
        if not found:
            return []
        held = {name for code in state.attempts for name in self._ids_of(code)}
        return [each for each in found if each.life == "any time" or not each.ids & held]

    def living(self, stores: int) -> list[Living]:
        """Return all records that end some time."""
        if stores not in self._living:
            records = self._stored.records(stores)
            self._living[stores] = [
                self._one(stores, store, key, life, record)
                for store, lives in self.declared.items()
                for key, record in (records[store].items() if lives else ())
                if (life := life_of(key, lives))
            ]
        return self._living[stores]

    def _one(self, stores: int, store: str, key: str, life: Life, record: Any) -> Living:
        ids = fresh_ids_in(repr((key, record)))
        if life == "with its holder" and not ids:
            raise ValueError(
                f"The record {key} of {store} ends with its holder, and names none. Keep an id in "
                "it that the holder has got from context.new_id()."
            )
        return Living(store, key, life, ids, self._stored.without(stores, store, key))

    def _ids_of(self, code: int) -> tuple[str, ...]:
        """Return the ids that an attempt was given, as long as its handler has not returned."""
        number, flag = divmod(code, FLAGS)
        if number not in self._ids:
            node = self._tree.nodes[number]
            given = [str(answer.value) for call, answer in node.answers if call == NEW_ID]
            self._ids[number] = () if node.returned else tuple(given)
        return () if flag == DELAYED else self._ids[number]


def life_of(key: object, lives: Mapping[str, Life]) -> Life | None:
    """Return when a record with this key ends; None if it stays."""
    return next((life for start, life in lives.items() if str(key).startswith(start)), None)


def _declared(name: str, store: object) -> Mapping[str, Life]:
    lives: Mapping[str, Life] = getattr(store, "runs_out", {})
    if not isinstance(lives, Mapping):
        raise TypeError(
            f"runs_out of {name} is a dict, by the beginnings of keys: "
            '{"lease:": "any time"}. For all records, the beginning is "".'
        )
    for word in lives.values():
        if word not in get_args(Life):
            known = " or ".join(map(repr, get_args(Life)))
            raise ValueError(f"A record of {name} cannot run out {word!r}: it is {known}.")
    return lives
