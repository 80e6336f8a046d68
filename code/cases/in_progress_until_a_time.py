"""A record says "in progress" until a time; when that is over, another attempt may begin.

reported: duplicate, 1 fault
repaired: holds
"""

from bank_shop import Handler, Records, WithTheId, bank_shop
from consistent_messaging.checker import CRASH, LEASE_EXPIRED, LOST_ACK, Scope

reported = bank_shop(Handler, Records())
repaired = bank_shop(WithTheId, Records())
scope = Scope(("A", "B"), (CRASH, LOST_ACK, LEASE_EXPIRED), most_faults=1)
