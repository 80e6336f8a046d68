"""Two items are added quickly. Run plays A and B under a monkey: A fails late, when it acks."""

from consistent_messaging import EventStore
from consistent_messaging.chaos import DELAYED_FAILURE_WHEN_ACKING
from consistent_messaging.scenario import Scenario
from handler import AddItemHandler
from order_lesson import IN_A_STREAM, ORDER
from orders import AddItem
from other_orders import beside_other_orders

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
    lesson=beside_other_orders(IN_A_STREAM),
    run=("A", "B"),
    monkey=DELAYED_FAILURE_WHEN_ACKING,
)
