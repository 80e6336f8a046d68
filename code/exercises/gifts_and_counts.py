"""What else an order decides: a runner that knows nothing of orders runs this as well.

A gift changes the order and publishes nothing. A count publishes something and changes nothing.
"""

from dataclasses import dataclass, replace

from add_item import add_item
from order_lesson import IN_A_DOCUMENT, ORDER
from orders import AddItem, CountItems, ItemsCounted
from other_orders import beside_other_orders


@dataclass(frozen=True)
class AddGift:
    """A command: add this item, and announce nothing."""

    order_id: str
    item: str


@dataclass(frozen=True)
class RemoveItem:
    """A command: take this item out again, and announce nothing."""

    order_id: str
    item: str


def decide(order: dict, message):
    """Return the next order, and the events to publish."""
    items = order.get("items", [])
    match message:
        case AddGift():
            return {**order, "items": [*items, message.item]}, []
        case RemoveItem():
            left = [item for item in items if item != message.item]
            return {**order, "items": left}, []
        case CountItems():
            return order, [ItemsCounted(message.order_id, len(items))]
    return add_item(order, message)


def decide_for_items(items, message):
    order, events = decide({"items": [*items]}, message)
    return tuple(order["items"]), events


LESSON = beside_other_orders(replace(IN_A_DOCUMENT, decide=decide_for_items))

# A and C have the same content; F is about another order.
MESSAGES = {
    "A": AddItem(ORDER, "apple"),
    "B": AddItem(ORDER, "bread"),
    "C": AddItem(ORDER, "apple"),
    "D": AddItem(ORDER, "dates"),
    "E": AddItem(ORDER, "eggs"),
    "F": AddItem("order-8", "figs"),
    "G": AddGift(ORDER, "grapes"),
    "H": CountItems(ORDER),
    "R": RemoveItem(ORDER, "apple"),
}
