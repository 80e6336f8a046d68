"""W3, the sequence of events: everybody sends the outbox of the order from its head.

A copy of what was sent before may come; nothing comes before what goes first.
Leak policy: none
"""

from consistent_messaging import OutgoingMessage, Table, derived_id
from consistent_messaging.scenario import Rules
from messages import add_item

ORDER = "order-7"


class Handler:
    def __init__(self, table, dispatcher):
        self.table, self.dispatcher = table, dispatcher

    def handle(self, message, context):
        row = self.table.get(ORDER)
        order = row.value if row else {"items": [], "outbox": [], "done": []}
        if context.message_id not in order["done"]:
            changed, events = add_item({"items": order["items"]}, message)
            new = [
                OutgoingMessage(derived_id(context.message_id, number), event)
                for number, event in enumerate(events)
            ]
            order = {
                "items": changed["items"],
                "outbox": [*order["outbox"], *new],
                "done": [*order["done"], context.message_id],
            }
            self.table.commit({ORDER: order})
            order = self.table.get(ORDER).value
        if order["outbox"]:
            self.dispatcher.dispatch(order["outbox"])
            self.table.commit({ORDER: {**order, "outbox": []}})


def items_in(records):
    return tuple(records["table"].get(ORDER, {"items": []})["items"])


def order_of(event):
    return event.order_id


WORLD = {
    "stores": {"table": Table},
    "items_in": items_in,
    "rules": Rules(sequence_by=order_of),
}
