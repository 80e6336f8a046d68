"""What an order decides where items are taken back, and others hear of it."""

from small_shop import AddItem, ItemAdded, ItemRemoved, RemoveItem


def decide(items: tuple, message: AddItem | RemoveItem):
    """Return the items after a message, and the events that follow from it."""
    if isinstance(message, AddItem):
        return (*items, message.item), [ItemAdded(message.order_id, message.item)]
    if message.item not in items:
        return items, []
    at = items.index(message.item)
    removed = ItemRemoved(message.order_id, message.item)
    return items[:at] + items[at + 1 :], [removed]
