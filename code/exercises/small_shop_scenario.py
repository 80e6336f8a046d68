"""An apple is added and removed, bread is added. Run plays A, and a second copy of A."""

from consistent_messaging import BlobStore
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario
from handler import handle
from order_lesson import ORDER, items_in_document, why_no_items_in_document
from small_shop import AddItem, Context, Orders, RemoveItem
from taken_back import decide


class SmallHandler:
    def __init__(self, blobs, dispatcher):
        self.blobs, self.dispatcher = blobs, dispatcher

    def handle(self, message, context):
        handle(message, Orders(self.blobs), Context(context, self.dispatcher))


scenario = Scenario(
    handler=SmallHandler,
    stores={"blobs": BlobStore(), "dispatcher": Outlet()},
    messages={
        "A": AddItem(ORDER, "apple"),
        "B": RemoveItem(ORDER, "apple"),
        "C": AddItem(ORDER, "bread"),
    },
    lesson=Lesson(
        subject=ORDER,
        initial=(),
        decide=decide,
        state_in=items_in_document,
        why_unreadable=why_no_items_in_document,
    ),
    run=("A", "A"),
)
