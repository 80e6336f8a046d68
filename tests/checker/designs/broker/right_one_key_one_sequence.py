"""A price that each message replaces. The messages have one key, so the last one stays.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from consistent_messaging.scenario import Broker
from prices import prices

scenario = prices(Broker(fifo_by=lambda message: "price"))
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), most_faults=2)
