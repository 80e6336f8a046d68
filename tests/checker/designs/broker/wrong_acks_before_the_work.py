"""A consumer acks what it gets, and then does its work.

Anomaly: lost
Faults: 1
It crashes, and the message does not come again.
"""

from consistent_messaging.checker import CRASH, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Relay, shop

scenario = shop(processes={"relay": Relay}, broker=Broker(ack="before the work"))
scope = Scope(("A", "B"), (CRASH,), most_faults=1)
