"""A cleaner removes rows by their age, whether they were sent or not.

Anomaly: lost
Faults: 0
It comes before the relay.
"""

from consistent_messaging.checker import Scope
from outbox_shop import Cleaner, Relay, shop


class ByAge(Cleaner):
    status = "pending"


scenario = shop(processes={"relay": Relay, "cleaner": ByAge})
scope = Scope(("A", "B"))
