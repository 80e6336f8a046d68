"""W3: who looks and then sells in a table that is read committed sells the last one twice.

Anomaly: contradictory
Needs: no fault
History: A and B find nothing sold, and both sell.
"""

from consistent_messaging import Table
from consistent_messaging.scenario import Invariant, Rules


class Handler:
    def __init__(self, table):
        self.table = table

    def handle(self, message, context):
        sold = self.table.find("sold/")
        if not sold:
            self.table.commit({f"sold/{message.item}": {"to": context.message_id}})


def one_is_sold(records, heard):
    sold = [row["to"] for row in records["table"].values()]
    return len(sold) <= 1 or f"it is sold to {' and '.join(sorted(sold))}"


def it_is_sold_in_the_end(records, heard):
    return bool(records["table"])


def read_committed():
    return Table(isolation="read committed")


WORLD = {
    "stores": {"table": read_committed},
    "lesson": None,
    "rules": Rules(
        invariants=(
            Invariant("the last one is sold once", one_is_sold),
            Invariant("the last one is sold", it_is_sold_in_the_end, "at rest", "lost"),
        )
    ),
}
