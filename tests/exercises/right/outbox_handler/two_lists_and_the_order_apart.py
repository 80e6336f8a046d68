"""Keeps the order in a part of the document; "done" is a list, and what waits is another one."""

from consistent_messaging import OutgoingMessage, derived_id
from orders import FirstItemAdded, ItemAdded

NEW = {"order": {"items": []}, "done": [], "waiting": []}


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        key, cause = message.order_id, context.message_id
        blob = self.blobs.get(key)
        document, etag = (blob.document, blob.etag) if blob else (NEW, None)
        if cause in document["done"]:
            return
        if all(entry["cause"] != cause for entry in document["waiting"]):
            document = with_item(document, message, cause)
            etag = self.put(key, document, etag)
        mine = [entry for entry in document["waiting"] if entry["cause"] == cause]
        for entry in mine:
            self.dispatcher.dispatch([OutgoingMessage(entry["id"], entry["event"])])
        waiting = [entry for entry in document["waiting"] if entry not in mine]
        self.put(key, {**document, "done": [*document["done"], cause], "waiting": waiting}, etag)

    def put(self, key, document, etag):
        if etag:
            return self.blobs.put(key, document, if_match=etag)
        return self.blobs.put(key, document, if_none_match="*")


def with_item(document, message, cause):
    items = document["order"]["items"]
    kinds = [ItemAdded] if items else [FirstItemAdded, ItemAdded]
    waiting = [
        {
            "cause": cause,
            "id": derived_id("order", cause, kind.__name__),
            "event": kind(message.order_id, message.item),
        }
        for kind in kinds
    ]
    return {
        **document,
        "order": {"items": [*items, message.item]},
        "waiting": [*document["waiting"], *waiting],
    }
