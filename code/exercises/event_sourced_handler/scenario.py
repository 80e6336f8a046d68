"""Two items for one order. Run plays A, then B, then a second copy of A."""

from consistent_messaging import EventStore
from consistent_messaging.scenario import Lesson, Scenario
from handler import AddItemHandler
from order_lesson import ORDER, items_in_stream, why_no_items_in_stream
from orders import AddItem, ItemAdded
from other_orders import beside_other_orders


def add_item(items, message):
    return (*items, message.item), [ItemAdded(message.order_id, message.item)]


scenario = Scenario(
    handler=AddItemHandler,
    stores={"event_store": EventStore()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": AddItem(ORDER, "bread"),
        "C": AddItem(ORDER, "apple"),
        "D": AddItem(ORDER, "dates"),
        "E": AddItem(ORDER, "eggs"),
        "F": AddItem("order-8", "figs"),
    },
    lesson=beside_other_orders(
        Lesson(
            subject=ORDER,
            initial=(),
            decide=add_item,
            state_in=items_in_stream,
            why_unreadable=why_no_items_in_stream,
        )
    ),
    run=("A", "B", "A"),
)
