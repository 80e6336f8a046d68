"""What an order has to become, and what others have to hear of it, for one sequence of messages.

The checks compare every history with this; the learner's code never calls it.
"""

from consistent_messaging import Stream
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.scenario import Lesson
from consistent_messaging.text.format import document, recorded
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


def why_no_items_in_stream(records):
    """Say where items are looked for, if there are events and none says that an item was added."""
    stream = records["event_store"].get(ORDER, Stream())
    if not stream.events or items_in_stream(records):
        return ""
    where = f"The checks look for the items of {ORDER} in the ItemAdded events of its stream"
    return f"{where}. There is none: {recorded(stream)}."


def items_in_document(records):
    """The list `items`, at the top of the document or in one of its parts."""
    found = _found_in_document(records)
    return tuple(found) if isinstance(found, list) else () if found is None else (found,)


def why_no_items_in_document(records):
    """Say where items are looked for, if there is a document and they are not found there."""
    if ORDER not in records["blobs"]:
        return ""
    found, stored = _found_in_document(records), records["blobs"][ORDER][0]
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return ""
    where = f"The checks look for the items of {ORDER} in a list named items"
    place = "at the top of its document or one level down"
    if found is None:
        return f"{where}, {place}. There is none: {document(stored)}."
    return f"{where}, each of them a text, such as [apple, bread]. Here it is {document(found)}."


def _found_in_document(records):
    """Return what is under `items`; None if there is no such key."""
    if ORDER not in records["blobs"]:
        return None
    stored = thaw(records["blobs"][ORDER][0])
    parts = [stored, *(part for part in stored.values() if isinstance(part, dict))]
    return next((part["items"] for part in parts if "items" in part), None)


IN_A_STREAM = Lesson(
    subject=ORDER,
    initial=(),
    decide=decide,
    state_in=items_in_stream,
    why_unreadable=why_no_items_in_stream,
)
IN_A_DOCUMENT = Lesson(
    subject=ORDER,
    initial=(),
    decide=decide,
    state_in=items_in_document,
    why_unreadable=why_no_items_in_document,
)
