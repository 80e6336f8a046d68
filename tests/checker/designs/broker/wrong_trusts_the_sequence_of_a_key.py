"""A price that each message replaces, in the sequence of the broker. Nobody compares versions.

Anomaly: out of sequence
Faults: 1
The lease of the first attempt expires, and it goes on when the next price is there already.
"""

from consistent_messaging.checker import LEASE_EXPIRED, Scope
from consistent_messaging.scenario import Broker
from prices import prices

scenario = prices(Broker(fifo_by=lambda message: "price"))
scope = Scope(("A", "B"), (LEASE_EXPIRED,), most_faults=1)
