"""What the designs with a sequence are about: a price that each message replaces.

The messages are sent one after the other, so the price of the last one has to stay.
"""

from dataclasses import dataclass
from typing import Any

from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Broker, Invariant, Rules, Scenario


@dataclass(frozen=True)
class NewPrice:
    euros: int


class Prices:
    """The price, and the highest that there was: prices only go up."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def replace(self, euros: int) -> None:
        self.records["price"] = euros
        self.records["highest"] = max(euros, self.records.get("highest", 0))


class Replaces:
    def __init__(self, prices: Any, dispatcher: Any) -> None:
        self.prices = prices

    def handle(self, message: NewPrice, context: Any) -> None:
        self.prices.replace(message.euros)


def is_the_last(records: dict[str, dict[str, Any]], heard: Any) -> bool:
    return records["prices"].get("price") == records["prices"].get("highest")


def prices(broker: Broker, handler: Any = Replaces) -> Scenario:
    """A scenario with the prices 1 and 2, in this sequence."""
    stores = {"prices": Prices(), "dispatcher": Outlet()}
    stays = Invariant("the last price stays", is_the_last, "at rest", "out of sequence")
    messages = {"A": NewPrice(1), "B": NewPrice(2)}
    return Scenario(handler, stores, messages, rules=Rules((stays,)), broker=broker)
