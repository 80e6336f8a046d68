"""A price that each message replaces. Each message has a key of its own.

Anomaly: out of sequence
Faults: 0
The second message is handled first.
"""

from consistent_messaging.checker import Scope
from consistent_messaging.scenario import Broker
from prices import prices

scenario = prices(Broker(fifo_by=lambda message: str(message.euros)))
scope = Scope(("A", "B"))
