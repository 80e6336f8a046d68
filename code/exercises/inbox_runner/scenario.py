"""Items for one order, and an inbox. Run plays A, B and C, then a second copy of A."""

from add_item import add_item
from consistent_messaging import BlobStore, Inbox
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from order_lesson import IN_A_DOCUMENT, ORDER
from orders import AddItem
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, inbox, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)


scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "inbox": Inbox(), "dispatcher": Outlet()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": AddItem(ORDER, "bread"),
        "C": AddItem(ORDER, "apple"),
        "D": AddItem(ORDER, "dates"),
    },
    lesson=IN_A_DOCUMENT,
    deduplication=frozenset({"inbox"}),
    run=("A", "B", "C", "A"),
)
