"""The checker's own oracle judges what the tables hold once the queue is empty, order by order.

Every order got the same messages, so one oracle serves all: what is about `order-00042` is looked
at as if it were about the order of the lesson.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.checker.oracle import Oracle, Violation, oracle_for
from consistent_messaging.model.sent_messages import SentMessages
from designs import Loaded, about
from tables import Tables


@dataclass(frozen=True)
class Finding:
    """What is wrong with one order."""

    order: str
    violation: Violation


def judged(world: Loaded, tables: Tables, orders: Iterable[str]) -> list[Finding]:
    """Return what is wrong, by order; an empty list means that every order is as it has to be."""
    scenario, lesson = world.scenario, world.scenario.lesson
    by_token = bool(scenario.receiver)
    oracle = oracle_for(lesson, world.messages, scenario.rules, by_token=by_token)
    records = {name: store.records for name, store in tables.stores.items()}
    table = tables.handled if by_token else tables.published
    arrived = defaultdict[str, list[OutgoingMessage]](list)
    for message in table.messages:
        arrived[message.body.order_id].append(_about(message, world.order))  # type: ignore[attr-defined]
    found = []
    for order in orders:
        own = {name: _of_one(kept, order, world.order) for name, kept in records.items()}
        heard = _heard(arrived[order], by_token=by_token)
        violation = wrong(oracle, lesson.state_in(own), heard)
        if violation is not None:
            found.append(Finding(order, violation))
    return found


def wrong(oracle: Oracle, state: Any, heard: Iterable[OutgoingMessage]) -> Violation | None:
    """Return what is wrong with one order at rest, or None."""
    heard = [*heard]
    return oracle.always(state, heard) or oracle.at_rest(state, heard)


def _about(message: OutgoingMessage, order: str) -> OutgoingMessage:
    return OutgoingMessage(message.message_id, about(message.body, order))


def _of_one(kept: dict[str, Any], order: str, name: str) -> dict[str, Any]:
    """Return an order's document or stream under the name that the lesson has for it."""
    return {name: kept[order]} if order in kept else {}


def _heard(arrived: list[OutgoingMessage], *, by_token: bool) -> Iterable[OutgoingMessage]:
    """Return what counts: each id once, or each message that was handled with its token."""
    return SentMessages(handled=tuple(arrived)).heard(by_token=True) if by_token else arrived
