"""Two relays at once: both may send a row, but under one id: one event to those who listen.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from outbox_shop import Relay, shop

scenario = shop(processes={"first": Relay, "second": Relay})
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), most_faults=1)
