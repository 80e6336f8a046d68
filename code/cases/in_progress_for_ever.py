"""A record says "in progress", and an attempt that was killed leaves it like that.

reported: stuck, 1 fault
repaired: holds
"""

from bank_shop import Records, WithTheId, bank_shop
from consistent_messaging.checker import CRASH, LEASE_EXPIRED, LOST_ACK, Scope


class ForEver(Records):
    runs_out = {}


reported = bank_shop(WithTheId, ForEver())
repaired = bank_shop(WithTheId, Records())
scope = Scope(("A", "B"), (CRASH, LOST_ACK, LEASE_EXPIRED), most_faults=1)
