"""W2: the inbox row is inserted first, and the order is written in a transaction after that.

Anomaly: lost
Needs: 1 fault: crash
History: the row is inserted; crash; A comes again, finds the row, and is acked.
"""

from consistent_messaging import Table, UniqueViolation, derived_id
from messages import add_item

ORDER = "order-7"


class Handler:
    def __init__(self, table):
        self.table = table

    def handle(self, message, context):
        try:
            self.table.insert(f"inbox/{context.message_id}", {})
        except UniqueViolation:
            return
        order = self.table.get(ORDER)
        changed, events = add_item(order.value if order else {"items": []}, message)
        self.table.commit({ORDER: changed})
        for number, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["table"].get(ORDER, {"items": []})["items"])


WORLD = {"stores": {"table": Table}, "items_in": items_in}
