"""What the designs are about: the shop of the site's cases, and more that can be wrong in it.

Each design is a module with a `scenario` and a `scope`; most differ from the classes here, and in
`order_shop`, in one method. The database is a store of one's own: each method is one transaction.
"""

from typing import Any, ClassVar

from order_shop import LESSON, MESSAGES, Add, Database, Handler, Relay, added, items_in, shop

__all__ = [
    "LESSON",
    "MESSAGES",
    "Add",
    "Cleaner",
    "Database",
    "Handler",
    "LeasedRows",
    "LockedRows",
    "Relay",
    "Taking",
    "added",
    "items_in",
    "shop",
]


class Cleaner(Relay):
    """Removes the rows of this status."""

    status = "sent"

    def run(self, context: Any) -> None:
        for key in self.database.find(self.status):
            self.database.remove(key)


class LeasedRows(Database):
    """Rows that a relay takes for a while: a lease on a row is a record of its own."""

    runs_out: ClassVar = {"lease:": "any time"}

    def take(self, key: str, owner: str) -> bool:
        """Take the lease of a row that is pending and that nobody has."""
        free = f"lease:{key}" not in self.records and self.records[key][0] == "pending"
        if free:
            self.records[f"lease:{key}"] = ("leased", owner)
        return free

    def mark_sent(self, key: str) -> None:
        super().mark_sent(key)
        self.records.pop(f"lease:{key}", None)


class LockedRows(LeasedRows):
    """Rows that a relay locks in its transaction; the database lets go of them with it."""

    runs_out: ClassVar = {"lease:": "with its holder"}


class Taking(Relay):
    """Takes a row, sends it and marks it; others leave alone what is taken."""

    def forward(self, key: str, context: Any) -> None:
        if self.database.take(key, context.new_id()):
            super().forward(key, context)
