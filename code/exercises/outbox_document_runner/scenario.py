"""Items for one order, one of them large, and a store of small documents. Run plays the large one.

C alone fits into the order's document, and so do both events about C into one record. The three
of them do not fit into one document.
"""

from consistent_messaging import BlobStore, Inbox, OutboxStore
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from gifts_and_counts import LESSON, MESSAGES, decide
from order_lesson import ORDER
from orders import AddItem
from runner import StateMachineRunner

LIMIT_BYTES = 400 * 1024
PICTURE = "0" * 150_000


class AddItemHandler:
    def __init__(self, blobs, inbox, outbox_store, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, outbox_store, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, decide)


scenario = Scenario(
    handler=AddItemHandler,
    stores={
        "blobs": BlobStore(LIMIT_BYTES),
        "inbox": Inbox(),
        "outbox_store": OutboxStore(),
        "dispatcher": Outlet(),
    },
    messages={
        **MESSAGES,
        "C": AddItem(ORDER, f"cake with a picture {PICTURE}"),
        "I": MESSAGES["A"],
    },
    lesson=LESSON,
    run=("C",),
)
