"""Items for one order, each with a token, and a next endpoint that looks for tokens itself.

Run plays A and B, then a second copy of A.
"""

from consistent_messaging import BlobStore, TokenStore
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from gifts_and_counts import LESSON, MESSAGES, decide
from other_messages import with_messages
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, decide)


# The web shop makes a token for each message that it sends.
scenario = with_messages(
    Scenario(
        handler=AddItemHandler,
        stores={"blobs": BlobStore(), "tokens": TokenStore(), "dispatcher": Outlet()},
        messages={},
        receiver="tokens",
        lesson=LESSON,
        run=("A", "B", "A"),
    ),
    {name: MESSAGES[name] for name in "AB"},
)
