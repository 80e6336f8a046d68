"""Answers with a number of its own, which is another one whenever somebody asks again.

Nobody has said what to answer, so there is no lesson: the two answers are what is wrong.

Anomaly: contradictory
Faults: 1
Both copies of the request are answered.
"""

from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker import DUPLICATE, Scope
from payments import Part, Pay, payments


@dataclass(frozen=True)
class Receipt:
    number: str


class Pays(Part):
    def handle(self, message: Pay, context: Any) -> Receipt:
        self.account.charge_once(context.message_id, message.order)
        return Receipt(context.new_id())


scenario = payments(Pays, lesson=None)
scope = Scope(("A",), (DUPLICATE,), most_faults=1)
