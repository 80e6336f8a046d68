"""The suite itself: it finds a store that differs, and says nothing about one that does not."""

from collections.abc import Callable
from typing import Any

import pytest
from conformance import KINDS, Backend, check
from conformance.backend import SIMULATED, Kind


class Simulated(Backend):
    """A backend whose real stores are simulated ones, made with these options."""

    def __init__(self, stores: dict[Kind, Callable[[], Any]]) -> None:
        self.stores = stores

    def make(self, kind: Kind) -> Any:
        """Return a store."""
        return self.stores[kind]()


STORES: list[Kind] = [kind for kind in KINDS if kind != "queue"]


@pytest.mark.parametrize("kind", STORES)
def test_a_store_that_is_the_same_passes(kind: Kind) -> None:
    check(Simulated({kind: SIMULATED[kind]}), kind)
