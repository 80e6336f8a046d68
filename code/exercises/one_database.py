"""One database with the orders, the processed ids and an outbox; a handler and a relay beside it.

It is the world of the demonstrations about one transaction: each writes the class that it is
about, and has the others from here.
"""

from dataclasses import dataclass, replace

from consistent_messaging import MessagingError, OutgoingMessage, derived_id, reads
from orders import AddItem, FirstItemAdded, ItemAdded


class AlreadyThereError(MessagingError):
    """A row to insert has the key of one that is there: nothing was written."""


class ChangedError(MessagingError):
    """A row to update has changed since it was read: nothing was written."""


@dataclass(frozen=True)
class Order:
    """A row of the table of orders."""

    items: tuple = ()
    version: int = 0

    def with_item(self, message: AddItem):
        """Return the order with one more item, and the events that follow from it."""
        events = [ItemAdded(message.order_id, message.item)]
        if not self.items:
            events.insert(0, FirstItemAdded(message.order_id, message.item))
        return replace(self, items=(*self.items, message.item)), events


class Database:
    """Rows by key, such as `outbox/A/0`. Each call is a transaction."""

    def __init__(self):
        self.records = {}

    @reads
    def get(self, key):
        """Return the row with this key, or None."""
        return self.records.get(key)

    @reads
    def find(self, table):
        """Return the rows of this table by key, sorted."""
        return {key: row for key, row in sorted(self.records.items()) if _is_of(table, key)}

    def next_number(self):
        """Return the next number of a sequence. It is used up, whatever is committed later."""
        self.records["sequence"] = self.records.get("sequence", 0) + 1
        return self.records["sequence"]

    def commit(self, *, insert=(), update=(), put=(), append=(), delete=()):
        """Write rows by key and delete keys, all or nothing.

        `insert` raises `AlreadyThereError` if there is such a row. `update` raises `ChangedError`
        if the row has another version than the one to write. `put` writes whatever is there. To
        `append` rows to a table is to give them the next numbers.
        """
        insert, update = dict(insert), dict(update)
        for key, row in update.items():
            if self.records[key].version != row.version:
                raise ChangedError(f"{key} has changed since it was read.")
        for key in insert:
            if key in self.records:
                raise AlreadyThereError(f"{key} exists already.")
        updated = {key: replace(row, version=row.version + 1) for key, row in update.items()}
        self.records |= insert | updated | dict(put)
        for table, rows in dict(append).items():
            first = len(self.find(table)) + 1
            self.records |= {f"{table}/{n}": row for n, row in enumerate(rows, first)}
        for key in delete:
            self.records.pop(key, None)


def _is_of(table, key):
    return key.startswith(f"{table}/")


def outgoing(message_id, events):
    """Return the events as messages whose ids follow from their place: `A/0`, `A/1`."""
    ids = [derived_id(message_id, position) for position in range(len(events))]
    return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]


class OrderHandler:
    """Writes the order, the message's id and the outgoing messages in one transaction."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        """Handle a message; a copy changes nothing."""
        key = f"orders/{message.order_id}"
        order, events = self.database.get(key).with_item(message)
        new = {f"processed/{context.message_id}": True}
        for out in outgoing(context.message_id, events):
            new[f"outbox/{out.message_id}"] = out
        try:
            self.database.commit(insert=new, update={key: order})
        except AlreadyThereError:
            return  # a copy


class Relay:
    """Sends what waits in the outbox, and then deletes it."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def run(self, context):
        """Do one round."""
        waiting = self.database.find("outbox")
        if waiting:
            self.dispatcher.dispatch(list(waiting.values()))
            self.database.commit(delete=list(waiting))
