"""Values of two worlds are the same if names stand in the same places; nothing else may differ."""

from dataclasses import dataclass
from typing import Any

import pytest
from consistent_messaging.adapters.replay.same_names import SameNames
from consistent_messaging.api.frozen_values import freeze

ID = "9e3735c8-61c8-4a37-8f00-000000000001"
OTHER = "9e3735c8-61c8-4a37-8f00-000000000002"


@dataclass(frozen=True)
class Sent:
    name: str
    parts: tuple[str, ...]


def same(*pairs: tuple[Any, Any]) -> list[bool]:
    """What is said of each pair, one after the other."""
    names = SameNames()
    return [names.same(freeze(simulated), freeze(real)) for simulated, real in pairs]


@pytest.mark.parametrize(
    ("simulated", "real"),
    [
        ("v1", "17"),
        ("order-7/v1/v1", "order-7/17/17"),
        (["v1", "v2", "v1"], ["17", "18", "17"]),
        (Sent("A/new-1", ("new-1", "new-2")), Sent(f"A/{ID}", (ID, OTHER))),
        ({"v1": 1, "kept": "v1"}, {"17": 1, "kept": "17"}),
        ("apple", "apple"),
        (None, None),
        (1.5, 1.5),
        ([float("nan")], [float("nan")]),
    ],
)
def test_what_differs_in_names_only_is_the_same(simulated: Any, real: Any) -> None:
    assert same((simulated, real)) == [True]


@pytest.mark.parametrize(
    ("simulated", "real"),
    [
        ("v1", ""),
        ("v1", None),
        ("apple", "bread"),
        ("order-7/v1/v1", "order-7/17/18"),
        (["v1", "v2"], ["17", "17"]),
        (["v1"], ["17", "18"]),
        (["a"], ("a",)),
        (1, "1"),
        ({"kept": "v1", "more": 1}, {"kept": "17"}),
        (Sent("A", ()), Sent("A", ("17",))),
    ],
)
def test_what_differs_in_more_is_not(simulated: Any, real: Any) -> None:
    assert same((simulated, real)) == [False]


def test_a_name_stays_what_it_was() -> None:
    assert same(("v1", "17"), ("v1", "17"), ("v1", "18"), ("v2", "17"), ("v2", "18")) == [
        *(True, True, False, False, True)
    ]


def test_what_is_not_the_same_names_nothing() -> None:
    assert same((["v1", "a"], ["17", "b"]), ("v1", "18")) == [False, True]


def test_another_store_may_give_the_same_name() -> None:
    names = SameNames()
    assert names.same("v1", "1", "orders")
    assert names.same("v2", "1", "shelves")
    assert not names.same("v3", "1", "orders")
    assert names.simulated("1", "shelves") == "v2"


def test_real_ids_are_called_as_the_simulated_ones() -> None:
    names = SameNames()
    names.take("new-3", ID)
    value = freeze({"by": f"A/{ID}", ID: [OTHER]})
    assert names.with_simulated_ids(value) == freeze({"by": "A/new-3", "new-3": [OTHER]})
