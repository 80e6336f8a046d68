"""What the checker's own oracle says of the tables once the queue is empty, order by order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.checker.many_subjects import ManySubjects
from consistent_messaging.checker.oracle import Violation
from designs import Loaded
from run_tables import Tables


@dataclass(frozen=True)
class Finding:
    """What is wrong with one order."""

    order: str
    violation: Violation


def judged(world: Loaded, tables: Tables, orders: Iterable[str]) -> list[Finding]:
    """Return what is wrong, by order; an empty list means that every order is as it has to be."""
    judge, records = ManySubjects(world.scenario, world.messages), tables.endpoint.records
    arrived = defaultdict[str, list[OutgoingMessage]](list)
    for message in tables.arrived:
        arrived[message.body.order_id].append(message)  # type: ignore[attr-defined]
    found = ((order, judge.wrong_with(order, records, arrived[order])) for order in orders)
    return [Finding(order, violation) for order, violation in found if violation is not None]
