"""W1, a store of one's own: a cell is swapped if it is as it was read.

The answer is True or False, so whoever does not look at it has lost the message.
Leak policy: none
"""

from consistent_messaging import MessagingError, derived_id, reads
from messages import add_item

ORDER = "order-7"


class Cell:
    """A store with one operation that writes: compare and swap of a whole value."""

    def __init__(self):
        self.records = {}

    @reads
    def value(self, name):
        return self.records.get(name)

    def swap(self, name, old, new):
        """Write the new value if the old one is there; return whether it was."""
        if self.records.get(name) != old:
            return False
        self.records[name] = new
        return True


class Handler:
    def __init__(self, cell):
        self.cell = cell

    def handle(self, message, context):
        old = self.cell.value(ORDER)
        order = old or {"items": [], "done": {}}
        if context.message_id not in order["done"]:
            changed, events = add_item(order, message)
            changed = {**changed, "done": {**order["done"], context.message_id: events}}
            if not self.cell.swap(ORDER, old, changed):
                raise MessagingError("somebody else was faster")
            order = changed
        for number, event in enumerate(order["done"][context.message_id]):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["cell"].get(ORDER, {"items": []})["items"])


WORLD = {"stores": {"cell": Cell}, "items_in": items_in}
