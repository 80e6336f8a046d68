"""An apple is added and bread is added; a relay sends what waits in the outbox.

The row of the order is there from the start. A demonstration writes the handler or the relay, or
a cleaner, which works beside both. Run plays A, and a second copy of A.
"""

import handler
import one_database
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario
from one_database import Database, Order
from order_lesson import ORDER, decide
from orders import AddItem

ROW = f"orders/{ORDER}"
database = Database()
database.commit(insert={ROW: Order()})
processes = {"relay": getattr(handler, "Relay", one_database.Relay)}
if hasattr(handler, "Cleaner"):
    processes["cleaner"] = handler.Cleaner


def items_in_row(records):
    return records["database"][ROW].items


scenario = Scenario(
    handler=getattr(handler, "OrderHandler", one_database.OrderHandler),
    stores={"database": database, "dispatcher": Outlet()},
    messages={"A": AddItem(ORDER, "apple"), "B": AddItem(ORDER, "bread")},
    lesson=Lesson(subject=ORDER, initial=(), decide=decide, state_in=items_in_row),
    processes=processes,
    run=("A", "A"),
)
