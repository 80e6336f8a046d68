"""Two items and a count for one order. Run plays A and B, added quickly, under the monkey."""

from consistent_messaging import EventStore
from consistent_messaging.chaos import DELAYED_FAILURE_WHEN_ACKING
from consistent_messaging.scenario import Scenario
from handler import OrderHandler
from order_lesson import IN_A_STREAM, ORDER
from orders import AddItem, CountItems
from other_orders import beside_other_orders

scenario = Scenario(
    handler=OrderHandler,
    stores={"event_store": EventStore()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": AddItem(ORDER, "bread"),
        "C": CountItems(ORDER),
        "D": AddItem(ORDER, "dates"),
        "E": AddItem(ORDER, "eggs"),
        "F": AddItem("order-8", "figs"),
        "G": CountItems(ORDER),
        "H": AddItem(ORDER, "apple"),
    },
    lesson=beside_other_orders(IN_A_STREAM),
    run=("A", "B"),
    monkey=DELAYED_FAILURE_WHEN_ACKING,
)
