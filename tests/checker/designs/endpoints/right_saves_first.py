"""A shop saves an order and then asks the bank; a reply that comes again changes nothing.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK, Scope
from endpoint_shop import shop

scenario = shop()
scope = Scope(("A",), (CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK), most_faults=2)
