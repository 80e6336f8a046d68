"""The row of a message is its inbox as well, and a cleaner removes what was sent.

Anomaly: duplicate
Faults: 1
Sent and removed; then a copy of the message comes, and nobody knows it.
"""

from consistent_messaging.checker import DUPLICATE, Scope
from outbox_shop import Cleaner, Relay, shop

scenario = shop(processes={"relay": Relay, "cleaner": Cleaner})
scope = Scope(("A", "B"), (DUPLICATE,), most_faults=1)
