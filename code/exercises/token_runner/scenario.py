"""Items for one order, each with a token, and a next endpoint that looks for tokens itself.

Run plays A and B, then a second copy of A.
"""

from add_item import add_item
from consistent_messaging import BlobStore, TokenStore
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Scenario
from order_lesson import IN_A_DOCUMENT, ORDER
from orders import AddItem
from runner import StateMachineRunner


class AddItemHandler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)


MESSAGES = {
    "A": AddItem(ORDER, "apple"),
    "B": AddItem(ORDER, "bread"),
}
HEADERS = {name: {"token": f"token-{name}"} for name in MESSAGES}


def tokens_of_the_shop():
    """The web shop makes a token for each message that it sends."""
    tokens = TokenStore()
    for headers in HEADERS.values():
        tokens.create(headers["token"])
    return tokens


scenario = Scenario(
    handler=AddItemHandler,
    stores={"blobs": BlobStore(), "tokens": tokens_of_the_shop(), "dispatcher": Outlet()},
    messages=MESSAGES,
    headers=HEADERS,
    receiver="tokens",
    lesson=IN_A_DOCUMENT,
    run=("A", "B", "A"),
)
