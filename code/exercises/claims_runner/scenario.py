"""Items for one order, on a store whose reads can miss. Run plays A, B, then a second copy of A."""

from consistent_messaging import BlobStore, ClaimInbox
from consistent_messaging.chaos import STALE_READ
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from gifts_and_counts import LESSON, MESSAGES, decide
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, claims, dispatcher):
        self.runner = StateMachineRunner(blobs, claims, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, decide)


scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "claims": ClaimInbox(), "dispatcher": Outlet()},
    messages=MESSAGES,
    lesson=LESSON,
    consistency={"blobs": "missed", "claims": "missed"},
    run=("A", "B", "A"),
    monkey=STALE_READ,
)
