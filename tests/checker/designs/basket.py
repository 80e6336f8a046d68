"""What the designs with batches are about: a basket, to which each message adds an item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.scenario import Broker, Lesson, Scenario


@dataclass(frozen=True)
class Add:
    item: str


class Basket:
    """The items, and the ids of the messages that have added one; each method is a transaction."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def known(self) -> list[str]:
        """The ids of the messages that have added an item."""
        return sorted(self.records.keys() - {"items"})

    def add(self, message_id: str, item: str) -> None:
        self.records["items"] = [*self.records.get("items", []), item]
        self.records[message_id] = True

    def add_once(self, message_id: str, item: str) -> None:
        if message_id not in self.records:
            self.add(message_id, item)


class Adds:
    def __init__(self, basket: Any) -> None:
        self.basket = basket

    def handle(self, message: Add, context: Any) -> None:
        self.basket.add_once(context.message_id, message.item)


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(records["basket"].get("items", ()))


LESSON = Lesson("the basket", (), lambda items, message: ((*items, message.item), []), items_in)


def basket(handler: Any, broker: Broker) -> Scenario:
    """A scenario with two messages."""
    messages = {"A": Add("apple"), "B": Add("bread")}
    return Scenario(handler, {"basket": Basket()}, messages, LESSON, broker=broker)
