"""Two items for one order, whose documents are in a blob store. Run plays A, then B.

The monkey of Run crashes the first attempt right after its first write.
"""

from consistent_messaging import BlobStore
from consistent_messaging.chaos import CRASH_AFTER_A_WRITE
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from handler import AddItemHandler
from order_lesson import IN_A_DOCUMENT, ORDER
from orders import AddItem
from other_orders import beside_other_orders

scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "dispatcher": Outlet()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": AddItem(ORDER, "bread"),
        "C": AddItem(ORDER, "apple"),
        "D": AddItem(ORDER, "dates"),
        "E": AddItem(ORDER, "eggs"),
        "F": AddItem("order-8", "figs"),
    },
    lesson=beside_other_orders(IN_A_DOCUMENT),
    run=("A", "B"),
    monkey=CRASH_AFTER_A_WRITE,
)
