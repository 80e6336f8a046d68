"""What the designs with callers are about: an account that is charged once for each request.

The caller of a request waits for its answer, and asks again under the same id until it has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.scenario import Lesson, Rules, Scenario


@dataclass(frozen=True)
class Pay:
    """A request."""

    order: str


@dataclass(frozen=True)
class Paid:
    """Its answer."""

    order: str


class Account:
    """What was charged, and a record for each key under which somebody asked; all in one table."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.records.get(key)

    def put(self, key: str, answer: str) -> None:
        self.records[key] = answer

    def charge(self, order: str) -> None:
        self.records["charged"] = [*self.records.get("charged", []), order]

    def charge_once(self, key: str, order: str) -> str:
        """Charge and keep the answer in one transaction; return what was answered before."""
        if key not in self.records:
            self.charge(order)
            self.records[key] = order
        return str(self.records[key])


class Part:
    def __init__(self, account: Any) -> None:
        self.account = account


def charged(orders: tuple[str, ...], message: Pay) -> tuple[tuple[str, ...], list[object]]:
    return (*orders, message.order), [Paid(message.order)]


def orders_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(records["account"].get("charged", ()))


LESSON = Lesson("the account", (), charged, orders_in)


def payments(handler: Any, account: Any = None, **more: Any) -> Scenario:
    """A scenario with two requests."""
    messages = {"A": Pay("order-7"), "B": Pay("order-8")}
    given = {"lesson": LESSON, "rules": Rules(requests=(Pay,)), **more}
    return Scenario(handler, {"account": account or Account()}, messages, **given)
