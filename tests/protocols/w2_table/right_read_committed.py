"""W2, a table that is read committed: the order is named as unchanged, the inbox row is inserted.

An order that is not there yet cannot be named; it is inserted, and inserted once only.
Leak policy: none
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
            inserts = {inbox: {"events": events}}
            if order:
                self.table.commit({ORDER: changed}, inserts=inserts, unchanged=[order])
            else:
                self.table.commit(inserts={ORDER: changed, **inserts})
        for number, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["table"].get(ORDER, {"items": []})["items"])


def read_committed():
    return Table(isolation="read committed")


WORLD = {"stores": {"table": read_committed}, "items_in": items_in}
