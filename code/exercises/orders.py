"""The shop's messages about orders: the commands that it gets, and the events that it publishes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AddItem:
    """A command: add this item to this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class CountItems:
    """A command that changes nothing: marketing asks how many items this order has."""

    order_id: str


@dataclass(frozen=True)
class ItemAdded:
    """An event: this item is now in this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class FirstItemAdded:
    """An event: the order was empty before this item."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemsCounted:
    """An event: the order had so many items when it was asked."""

    order_id: str
    count: int
