"""What comes of a replay: each step in both worlds, and how both end.

Fresh ids and etags of the simulated stores are shown as its history shows them (`new-1`, `v3`);
those of the real stores are as they are there. The two are equal if the same names stand in the
same places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.simulation.history import History, Step


class NotReplayedHere(Exception):
    """A scenario that cannot be played on these real stores; the message says why."""


@dataclass(frozen=True)
class Statement:
    """A statement that a real store ran: its text with `%s`, its parameters, what came back.

    `error` is what the database said if it refused the statement.
    """

    query: str
    parameters: tuple[Any, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    error: str = ""

    @property
    def sql(self) -> str:
        """The statement with its parameters in it, as somebody can run it again."""
        first, *parts = self.query.split("%s")
        literals = map(_literal, self.parameters)
        return first + "".join(f"{each}{part}" for each, part in zip(literals, parts, strict=True))


@dataclass(frozen=True)
class Rows:
    """A table as it was at one moment: its name, its columns, its rows sorted by the first one."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Exchange:
    """One call, and what the handler was told in each world."""

    call: Call
    simulated: Answer
    real: Answer


@dataclass(frozen=True)
class ReplayedStep:
    """One step of the history in both worlds.

    `step` is the simulated one, with its number, action and sentence. `exchanges` has the call of
    the step, and after it the ids and times that the handler asked for; it is empty for a delivery,
    a send, an ack. `statements` are those that the step ran. `before` and `after` are all tables.
    `differs` says what is not the same in the real world; it is empty where all is.
    """

    step: Step
    exchanges: tuple[Exchange, ...]
    statements: tuple[Statement, ...]
    before: tuple[Rows, ...]
    after: tuple[Rows, ...]
    differs: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the tables in which something has changed."""
        pairs = zip(self.before, self.after, strict=True)
        return tuple(after.table for before, after in pairs if before != after)


@dataclass(frozen=True)
class Told:
    """A plain statement on the tables that shows the end, and the rows that it returns."""

    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Replayed:
    """A history that was played on real stores.

    `history` is the simulated one. `records` is what the real stores keep at the end, by the
    store's name and by key; `sent` what has left, and `heard` what has reached those who listen, in
    the sequence in which it did. `simulated_wrong` and `wrong` are what the same checker says of
    both ends; None if nothing is wrong. `told` shows what is wrong by a SELECT. `differs` says at
    which step, or in what at the end, the worlds parted; a replay ends with the first such step.
    """

    history: History
    steps: tuple[ReplayedStep, ...]
    records: Mapping[str, Mapping[str, Any]]
    sent: tuple[OutgoingMessage, ...]
    heard: tuple[OutgoingMessage, ...]
    simulated_wrong: Violation | None
    wrong: Violation | None
    told: Told | None
    differs: str = ""

    @property
    def same(self) -> bool:
        """True if each answer, the end and the word were the same in both worlds."""
        return not self.differs


def _literal(value: Any) -> str:
    """Return a parameter as SQL writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)
