"""A relay is gone with a lock in its hands: the lock goes as well, and the next round sends.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, LOST_ANSWER, REJECTED, Scope
from outbox_shop import LockedRows, Taking, shop

scenario = shop(database=LockedRows(), processes={"relay": Taking})
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, REJECTED), most_faults=2)
