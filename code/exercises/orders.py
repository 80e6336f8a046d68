"""The shop's messages about orders: the commands that it gets, and the events that it publishes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AddItem:
    """A command: add this item to this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemAdded:
    """An event: this item is now in this order."""

    order_id: str
    item: str
