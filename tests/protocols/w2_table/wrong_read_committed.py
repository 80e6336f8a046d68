"""W2: the order is read and put, and read committed does not compare what was read.

Anomaly: ghost
Needs: no fault
History: A and B read the order; B commits and publishes; A commits over it.
"""

from consistent_messaging import Table, derived_id
from messages import add_item

ORDER = "order-7"


class Handler:
    def __init__(self, table):
        self.table = table

    def handle(self, message, context):
        inbox = f"inbox/{context.message_id}"
        done = self.table.get(inbox)
        if done:
            events = done.value["events"]
        else:
            order = self.table.get(ORDER)
            changed, events = add_item(order.value if order else {"items": []}, message)
            self.table.commit({ORDER: changed}, inserts={inbox: {"events": events}})
        for number, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["table"].get(ORDER, {"items": []})["items"])


def read_committed():
    return Table(isolation="read committed")


WORLD = {"stores": {"table": read_committed}, "items_in": items_in}
