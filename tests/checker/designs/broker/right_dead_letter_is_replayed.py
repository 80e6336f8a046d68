"""An outbox table with a relay. What was delivered twice is a dead letter, and is replayed.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Relay, shop

scenario = shop(processes={"relay": Relay}, broker=Broker(most_deliveries=2))
scope = Scope(("A", "B"), (CRASH, DUPLICATE, LEASE_EXPIRED), most_faults=2)
