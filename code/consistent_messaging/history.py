"""A history: what happened in the world, as sentences, and where it all came to rest."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from consistent_messaging.context import OutgoingMessage
from consistent_messaging.replay import Call, Result
from consistent_messaging.stores import Stream


@dataclass(frozen=True)
class Step:
    """One step: the action that was taken, and the sentence that tells it.

    `fault` is True for what a monkey did. A call on a store also has the attempt that made it,
    such as `A·1`, the learner's line, the operation, and whether it was carried out.
    """

    number: int
    action: str
    sentence: str
    attempt: str | None = None
    line: int | None = None
    operation: str | None = None
    carried_out: bool = True
    fault: bool = False

    def __str__(self) -> str:
        return f"{self.number:3}  {self.sentence}"


@dataclass(frozen=True)
class Sent:
    """A message that left the endpoint, and the attempt that sent it, such as `A·1`."""

    message: OutgoingMessage
    attempt: str


@dataclass(frozen=True)
class History:
    """The steps of one run, and what was true after the last of them.

    `records` holds what each store keeps, by the store's name and by key. `waiting` names the
    messages that were not acked when the run ended; at rest there are none.
    """

    steps: tuple[Step, ...]
    played: tuple[str, ...]
    sent: tuple[Sent, ...]
    records: Mapping[str, Mapping[str, Any]]
    waiting: tuple[str, ...]

    @property
    def schedule(self) -> str:
        """The actions, as a string that replays this history."""
        return " ".join(step.action for step in self.steps)

    @property
    def faults(self) -> int:
        """How often a monkey struck."""
        return sum(step.fault for step in self.steps)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.steps), "", *self.outcome()])

    def outcome(self) -> list[str]:
        """Say in a few lines how the run ended."""
        count = len(self.steps)
        end = "then at rest" if not self.waiting else f"{', '.join(self.waiting)} not acked"
        lines = [f"{count} step{'s' * (count != 1)}, {end}"]
        lines += [f"sent  {short(s.message.body)}  id {s.message.message_id}" for s in self.sent]
        if not self.sent:
            lines.append("sent  nothing")
        for records in self.records.values():
            lines += [f"{key}: {_record(record)}" for key, record in records.items()]
        return lines


def short(value: object) -> str:
    """Write a message as a person would: `ItemAdded(order-7, apple)`."""
    if is_dataclass(value) and not isinstance(value, type):
        values = ", ".join(str(getattr(value, field.name)) for field in fields(value))
        return f"{type(value).__name__}({values})"
    return repr(value)


def told(call: Call, result: Result) -> str:
    """Tell one call on a store as a verb, what it was about, and what came of it."""
    match call.operation, result.value:
        case "read", Stream(events=events):
            return f"reads {call.arguments[0]}: {_counted(len(events), 'event')}."
        case "append", version:
            stream, events = call.arguments[:2]
            bodies = ", ".join(short(event.body) for event in events) or "nothing"
            end = f"version {version}" if result.error is None else f"refused. {result.error}"
            return f"appends {bodies} to {stream}: {end.rstrip('.')}."
    end = repr(result.value) if result.error is None else f"refused. {result.error}"
    return f"calls {call.store}.{call.operation}: {end.rstrip('.')}."


def _counted(count: int, noun: str) -> str:
    return f"no {noun}s" if count == 0 else f"{count} {noun}{'s' * (count != 1)}"


def _record(record: object) -> str:
    if isinstance(record, Stream):
        return ", ".join(f"{short(e.body)} caused by {e.caused_by}" for e in record.events)
    return repr(record)
