"""An idempotency key is saved with the response, after the work.

reported: duplicate, 1 fault
repaired: holds
"""

from bank_shop import Handler, Records, bank_shop
from consistent_messaging.checker import DUPLICATE, Scope


class KeyWithTheResponse(Records):
    """Nothing is written before the work is done."""

    runs_out = {}

    def begin(self, key):
        return f"completed {key}" not in self.records


class KeyFirst(Records):
    """A key is written before the work; a second request is refused meanwhile."""

    runs_out = {}


reported = bank_shop(Handler, KeyWithTheResponse())
repaired = bank_shop(Handler, KeyFirst())
scope = Scope(("A", "B"), (DUPLICATE,), most_faults=1)
