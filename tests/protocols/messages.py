"""The shop's messages about orders, and what each of them decides: pure functions, no messaging.

An order is a dict with the list `items`; whatever else it holds is passed on as it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AddItem:
    """A command: add this item to this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class RemoveItem:
    """A command: take this item out of this order, if it is there."""

    order_id: str
    item: str


@dataclass(frozen=True)
class CountItems:
    """A command that changes nothing: tell how many items this order has."""

    order_id: str


@dataclass(frozen=True)
class FirstItemAdded:
    """An event: the order was empty before this item."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemAdded:
    """An event: this item is now in this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemRemoved:
    """An event: this item is no longer in this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemsCounted:
    """An event: the order has so many items."""

    order_id: str
    count: int


def add_item(order, message):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events


def count_items(order, message):
    return order, [ItemsCounted(message.order_id, len(order.get("items", [])))]


def add_or_count(order, message):
    return (add_item if isinstance(message, AddItem) else count_items)(order, message)


def remove_item(order, message):
    items = order.get("items", [])
    if message.item not in items:
        return order, []
    left = [item for item in items if item != message.item]
    return {**order, "items": left}, [ItemRemoved(message.order_id, message.item)]


def add_or_remove(order, message):
    return (remove_item if isinstance(message, RemoveItem) else add_item)(order, message)
