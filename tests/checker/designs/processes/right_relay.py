"""An outbox table in the database of the state, and a relay that marks a row once it is sent.

Anomaly: none
"""

from consistent_messaging.checker import ALL_FAULTS, Scope
from outbox_shop import Relay, shop

scenario = shop(processes={"relay": Relay})
scope = Scope(
    ("A", "B"),
    tuple(fault for fault in ALL_FAULTS if not fault.avoidable),
    most_faults=2,
)
