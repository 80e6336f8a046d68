"""Two items for one order. Run plays A, then B, then a second copy of A."""

from consistent_messaging import EventStore, Stream
from consistent_messaging.scenario import Lesson, Scenario
from handler import AddItemHandler
from orders import AddItem, ItemAdded
from other_orders import beside_other_orders

ORDER = "order-7"


def add_item(items, message):
    return (*items, message.item), [ItemAdded(message.order_id, message.item)]


def items_of(records):
    stored = [event.body for event in records["event_store"].get(ORDER, Stream()).events]
    return tuple(body.item for body in stored if isinstance(body, ItemAdded))


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
    lesson=beside_other_orders(Lesson(ORDER, (), add_item, items_of)),
    run=("A", "B", "A"),
)
