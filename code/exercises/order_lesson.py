"""What an order has to become, and what others have to hear of it, for one order of messages.

The checks hold every history against this; the learner's code never calls it.
"""

from consistent_messaging import Stream
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.scenario import Lesson
from orders import AddItem, FirstItemAdded, ItemAdded, ItemsCounted

ORDER = "order-7"


def decide(items, message):
    if not isinstance(message, AddItem):
        return items, [ItemsCounted(message.order_id, len(items))]
    first = [] if items else [FirstItemAdded(message.order_id, message.item)]
    return (*items, message.item), [*first, ItemAdded(message.order_id, message.item)]


def items_in_stream(records):
    stored = [event.body for event in records["event_store"].get(ORDER, Stream()).events]
    return tuple(body.item for body in stored if isinstance(body, ItemAdded))


def items_in_document(records):
    """The list `items`, at the top of the document or in one of its parts."""
    if ORDER not in records["blobs"]:
        return ()
    document = thaw(records["blobs"][ORDER][0])
    parts = [document, *(part for part in document.values() if isinstance(part, dict))]
    return next((tuple(part["items"]) for part in parts if "items" in part), ())


IN_A_STREAM = Lesson(subject=ORDER, initial=(), decide=decide, state_in=items_in_stream)
IN_A_DOCUMENT = Lesson(subject=ORDER, initial=(), decide=decide, state_in=items_in_document)
