"""An outbox table with a relay, and a broker that delivers up to two messages as one.

If an attempt fails in the middle, the first message comes again as well, and is recognised.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, LOST_ACK, REJECTED, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Relay, shop

scenario = shop(processes={"relay": Relay}, broker=Broker(batch=2))
scope = Scope(("A", "B"), (CRASH, LOST_ACK, REJECTED), most_faults=2)
