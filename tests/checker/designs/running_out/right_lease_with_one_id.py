"""Two relays share rows by leases that end at any time. Whoever sends does so under the row's id.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from outbox_shop import LeasedRows, Taking, shop

scenario = shop(database=LeasedRows(), processes={"first": Taking, "second": Taking})
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
