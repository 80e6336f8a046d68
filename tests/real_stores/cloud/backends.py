"""The services of this folder as the conformance suite takes them."""

from collections.abc import Mapping
from typing import Any

from conformance import Backend
from conformance.backend import Kind


class Places(Backend):
    """A place for each kind of store, which is emptied each time."""

    examples = 6  # each call goes to another process, and an emulator takes its time

    def __init__(self, name: str, stores: Mapping[Kind, Any]) -> None:
        self.name, self.stores = name, stores

    def make(self, kind: Kind) -> Any:
        """Return the store of this kind, emptied."""
        self.stores[kind].clear()
        return self.stores[kind]
