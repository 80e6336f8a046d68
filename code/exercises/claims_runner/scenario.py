"""Items for one order, on a store whose reads can miss. Run plays A, B, then a second copy of A."""

from add_item import add_item
from consistent_messaging import BlobStore, ClaimInbox
from consistent_messaging.chaos import STALE_READ
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from order_lesson import IN_A_DOCUMENT, ORDER
from orders import AddItem
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, claims, dispatcher):
        self.runner = StateMachineRunner(blobs, claims, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)


scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "claims": ClaimInbox(), "dispatcher": Outlet()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": AddItem(ORDER, "bread"),
        "C": AddItem(ORDER, "apple"),
        "D": AddItem(ORDER, "dates"),
    },
    lesson=IN_A_DOCUMENT,
    consistency={"blobs": "missed", "claims": "missed"},
    run=("A", "B", "A"),
    monkey=STALE_READ,
)
