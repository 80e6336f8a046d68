"""A relay polls rows by their numbers, and remembers the highest that it has sent.

Eventuous/eventuous #222, kamu-data/kamu-cli #1398, JasperFx/marten #4952, proteanhq/protean #1088

Anomaly: lost
Faults: 0
A takes number 1 and B number 2; B commits; the relay sends 2 and remembers it; A commits. A fix:
numbers are given with the commit. Another: the relay waits for numbers that are taken, which it
sees in the snapshot of the rows, and which a database takes back when their transaction is gone. If
it does not, a crash leaves a gap for ever.
"""

from typing import Any, ClassVar

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Numbered(Database):
    """Rows by numbers: each is taken in one step, and its row is committed in a later one."""

    def take_number(self, owner: str) -> int:
        number = self.records.get("last", ("number", 0))[1] + 1
        self.records["last"] = ("number", number)
        self.records[f"taken {number}"] = ("taken", owner)
        return number

    def commit(self, message_id: str, item: str, number: int | None = None) -> None:
        """Add the item and its row, if the message has none; without a number, the next one."""
        if number is None:
            number = self.take_number("")
        self.records.pop(f"taken {number}", None)
        if message_id not in self.records:
            self.handle_once(message_id, item)
            self.records[message_id] = ("row", item, number)

    def after(self, number: int) -> list[tuple[int, str, str]]:
        """The rows above a number: number, key and item."""
        rows = [(k, r) for k, r in self.records.items() if r[0] == "row" and r[2] > number]
        return sorted((row[2], key, row[1]) for key, row in rows)

    def taken(self) -> list[int]:
        """The numbers that are taken and whose rows are not committed."""
        return sorted(int(k.split()[1]) for k, r in self.records.items() if r[0] == "taken")

    def before_the_gap(self, number: int) -> list[tuple[int, str, str]]:
        """The rows above a number and below the first that is taken, in one snapshot."""
        gap = min(self.taken(), default=None)
        return [row for row in self.after(number) if gap is None or row[0] < gap]

    def remember(self, number: int) -> None:
        self.records["checkpoint"] = ("number", number)


class Released(Numbered):
    """A number that is taken goes with the transaction that took it."""

    runs_out: ClassVar = {"taken ": "with its holder"}


class TakesANumber(Handler):
    def handle(self, message: Add, context: Any) -> None:
        number = self.database.take_number(context.new_id())
        self.database.commit(context.message_id, message.item, number)


class CommitsANumber(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.commit(context.message_id, message.item)


class Poller(Relay):
    def run(self, context: Any) -> None:
        checkpoint = self.database.get("checkpoint")
        for number, key, _ in self.ready(checkpoint[1] if checkpoint else 0):
            self.send(key, f"{key}/added")
            self.database.remember(number)

    def ready(self, checkpoint: int) -> list[Any]:
        rows: list[Any] = self.database.after(checkpoint)
        return rows


class AsksForGapsFirst(Poller):
    """Sends up to the first number that is taken, as it was a moment before."""

    def ready(self, checkpoint: int) -> list[Any]:
        taken = self.database.taken()
        return [row for row in super().ready(checkpoint) if not taken or row[0] < taken[0]]


class WaitsAtGaps(Poller):
    """Sends up to the first number that is taken."""

    def ready(self, checkpoint: int) -> list[Any]:
        rows: list[Any] = self.database.before_the_gap(checkpoint)
        return rows


def polled(handler: Any, database: Any, poller: Any) -> Any:
    return shop(handler, database, processes={"relay": poller})


designs = {
    "wrong": polled(TakesANumber, Numbered(), Poller),
    "wrong_asks_for_gaps_first": polled(TakesANumber, Released(), AsksForGapsFirst),
    "wrong_waits_for_ever": polled(TakesANumber, Numbered(), WaitsAtGaps),
    "right": polled(CommitsANumber, Numbered(), Poller),
    "right_waits_at_gaps": polled(TakesANumber, Released(), WaitsAtGaps),
}
expected = {"wrong_waits_for_ever": ("lost", 1)}
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER), most_faults=1)
