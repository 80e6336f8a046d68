"""Items for one order, and an inbox. Run plays A, B and C, then a second copy of A."""

from consistent_messaging import BlobStore, Inbox
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from gifts_and_counts import LESSON, MESSAGES, decide
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, inbox, dispatcher):
        self.runner = StateMachineRunner(blobs, inbox, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, decide)


scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "inbox": Inbox(), "dispatcher": Outlet()},
    messages=MESSAGES,
    lesson=LESSON,
    deduplication=frozenset({"inbox"}),
    run=("A", "B", "C", "A"),
)
