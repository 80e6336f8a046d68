"""What an order decides when an item is added: a pure function that knows nothing of messaging."""

from orders import AddItem, FirstItemAdded, ItemAdded


def add_item(order: dict, message: AddItem):
    items = order.get("items", [])
    events = [ItemAdded(message.order_id, message.item)]
    if not items:
        events.insert(0, FirstItemAdded(message.order_id, message.item))
    return {**order, "items": [*items, message.item]}, events
