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
class ItemMissed:
    """An event: this item was to be removed, and was not there. The order has not changed."""

    order_id: str
    item: str


def add_item(order, message):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events


def remove_item(order, message):
    items = list(order.get("items", []))
    if message.item not in items:
        return order, [ItemMissed(message.order_id, message.item)]
    items.remove(message.item)
    return {**order, "items": items}, [ItemRemoved(message.order_id, message.item)]


def change_order(order, message):
    decide = add_item if isinstance(message, AddItem) else remove_item
    return decide(order, message)
