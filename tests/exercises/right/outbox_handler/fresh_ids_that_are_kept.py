"""Takes fresh ids from the context and keeps them with the events; dataclass-free entries."""

from consistent_messaging import OutgoingMessage
from orders import FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, blobs, dispatcher):
        self.blobs = blobs
        self.dispatcher = dispatcher

    def handle(self, message, context):
        blob = self.blobs.get(message.order_id)
        if blob is None or context.message_id not in blob.document["told"]:
            blob = self.add(message, context, blob)
        entry = blob.document["told"][context.message_id]
        if entry != "all":
            self.tell(message, entry)
            blob.document["told"][context.message_id] = "all"
            self.blobs.put(message.order_id, blob.document, if_match=blob.etag)

    def add(self, message, context, blob):
        order = blob.document if blob else {"items": [], "told": {}}
        kinds = ["ItemAdded"] if order["items"] else ["FirstItemAdded", "ItemAdded"]
        order["items"].append(message.item)
        order["told"][context.message_id] = {kind: context.new_id() for kind in kinds}
        if blob:
            self.blobs.put(message.order_id, order, if_match=blob.etag)
        else:
            self.blobs.put(message.order_id, order, if_none_match="*")
        return self.blobs.get(message.order_id)

    def tell(self, message, entry):
        for kind in (FirstItemAdded, ItemAdded):
            if kind.__name__ in entry:
                event = kind(message.order_id, message.item)
                self.dispatcher.dispatch([OutgoingMessage(entry[kind.__name__], event)])
