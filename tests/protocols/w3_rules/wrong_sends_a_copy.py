"""W3: a content may be sent once, and is sent again when the ack is lost.

Anomaly: duplicate
Needs: 1 fault: lost ack
History: A is handled and sent; the ack is lost; an exact copy of it is sent.
"""

from consistent_messaging import Table, derived_id
from consistent_messaging.scenario import Rules
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


WORLD = {"stores": {"table": Table}, "items_in": items_in, "rules": Rules(most_sends=1)}
