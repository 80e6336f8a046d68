"""W1: whether a message was handled is looked up in an index that lags behind.

Anomaly: duplicate
Needs: 2 faults: stale read and lost ack, or duplicate delivery
Faults: stale read
History: A is handled; a second copy of it comes, and the index does not show it yet.
"""

from consistent_messaging import ConcurrencyError, Versioned, derived_id, reads
from messages import add_item

ORDER = "order-7"


class Pages(Versioned):
    """A store with an index; what it reads may be out of date, what it compares may not."""

    @reads
    def page(self, name):
        return self.records.get(name)

    @reads
    def names(self, beginning):
        return sorted(name for name in self.records if name.startswith(beginning))

    def write(self, pages, version):
        if self.records.get(ORDER, {}).get("version") != version:
            raise ConcurrencyError(f"{ORDER} has another version. Nothing was written.")
        new = self._new_version()
        for name, page in pages.items():
            self.records[name] = {**page, "version": new}


class Handler:
    def __init__(self, pages):
        self.pages = pages

    def handle(self, message, context):
        order = self.pages.page(ORDER) or {"items": [], "version": None}
        done = f"done/{context.message_id}"
        if done not in self.pages.names("done/"):
            changed, events = add_item({"items": order["items"]}, message)
            self.pages.write({ORDER: changed, done: {"events": events}}, order["version"])
        else:
            events = (self.pages.page(done) or {"events": []})["events"]
        for number, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["pages"].get(ORDER, {"items": []})["items"])


WORLD = {
    "stores": {"pages": Pages},
    "items_in": items_in,
    "consistency": {"pages": "stale"},
}
