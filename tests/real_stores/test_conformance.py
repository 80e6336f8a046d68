"""The suite itself: it says nothing about a store that is right, and finds one that is not."""

import inspect
from collections.abc import Callable
from typing import Any

import broken_stores
import pytest
from conformance import KINDS, Backend, check
from conformance.backend import SIMULATED, Kind

BASES: dict[Kind, type] = {**SIMULATED, "queue": broken_stores.Queue}


class InMemory(Backend):
    """A backend whose real store is one of these classes."""

    def __init__(self, store: Callable[[], Any]) -> None:
        self.store = store

    def make(self, kind: Kind) -> Any:
        """Return a store."""
        return self.store()


BROKEN = [
    (kind, store)
    for _, store in inspect.getmembers(broken_stores, inspect.isclass)
    for kind, base in BASES.items()
    if issubclass(store, base) and store is not base
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_that_is_the_same_passes(kind: Kind) -> None:
    check(InMemory(BASES[kind]), kind)


def test_a_store_with_the_option_of_the_other_passes() -> None:
    backend = InMemory(broken_stores.EtagsByContent)
    backend.options = {"blob store": {"etag": "digest"}}
    check(backend, "blob store")


@pytest.mark.parametrize(
    ("kind", "store"), BROKEN, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_mistake_is_found(kind: Kind, store: Any) -> None:
    with pytest.raises(AssertionError):
        check(InMemory(store), kind, shortest=False)


def test_there_is_a_mistake_of_each_kind() -> None:
    assert {kind for kind, _ in BROKEN} == set(KINDS)
