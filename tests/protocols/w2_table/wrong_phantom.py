"""W2: a row for each item, and read committed: a row that has appeared since is not noticed.

Anomaly: contradictory
Needs: no fault
History: A and B find no rows; each is the first; both say so.
"""

from consistent_messaging import Table, derived_id
from messages import add_item


class Handler:
    def __init__(self, table):
        self.table = table

    def handle(self, message, context):
        rows = self.table.find("item/")
        mine = [row for row in rows if row.value["by"] == context.message_id]
        if mine:
            events = mine[0].value["events"]
        else:
            items = [row.value["item"] for row in rows]
            _, events = add_item({"items": items}, message)
            row = {"item": message.item, "by": context.message_id, "events": events}
            self.table.commit(inserts={f"item/{len(rows)}/{message.item}": row})
        for number, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(row["item"] for key, row in sorted(records["table"].items()))


def read_committed():
    return Table(isolation="read committed")


WORLD = {"stores": {"table": read_committed}, "items_in": items_in}
