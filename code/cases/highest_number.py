"""A relay polls rows by their numbers, and remembers the highest that it has sent.

reported: lost, 0 faults
waits_for_ever: lost, 1 fault
waits_at_gaps: holds
numbered_at_the_commit: holds
"""

from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from order_shop import Database, Handler, Relay, shop


class Numbered(Database):
    """Rows by numbers. A number is taken in one step, and its row is committed in a later one."""

    def take_number(self, owner):
        number = self.records.get("last", ("number", 0))[1] + 1
        self.records["last"] = ("number", number)
        self.records[f"taken {number}"] = ("taken", owner)
        return number

    def commit(self, message_id, item, number=None):
        """Add the item and its row, if the message has none; without a number, the next one."""
        if number is None:
            number = self.take_number("")
        self.records.pop(f"taken {number}", None)
        if message_id not in self.records:
            self.handle_once(message_id, item)
            self.records[message_id] = ("row", item, number)

    def after(self, number):
        """Return the rows above a number: number and key."""
        rows = [(k, r) for k, r in self.records.items() if r[0] == "row" and r[2] > number]
        return sorted((row[2], key) for key, row in rows)

    def before_the_gap(self, number):
        """Return the rows above a number, up to the first number that is taken."""
        taken = [int(k.split()[1]) for k, r in self.records.items() if r[0] == "taken"]
        return [row for row in self.after(number) if not taken or row[0] < min(taken)]

    def remember(self, number):
        self.records["checkpoint"] = ("number", number)


class Released(Numbered):
    """A number that is taken goes with the transaction that took it."""

    runs_out = {"taken ": "with its holder"}


class TakesANumber(Handler):
    def handle(self, message, context):
        number = self.database.take_number(context.new_id())
        self.database.commit(context.message_id, message.item, number)


class CommitsANumber(Handler):
    def handle(self, message, context):
        self.database.commit(context.message_id, message.item)


class Poller(Relay):
    def run(self, context):
        checkpoint = self.database.get("checkpoint")
        for number, key in self.ready(checkpoint[1] if checkpoint else 0):
            self.send(key, f"{key}/added")
            self.database.remember(number)

    def ready(self, checkpoint):
        return self.database.after(checkpoint)


class WaitsAtGaps(Poller):
    def ready(self, checkpoint):
        return self.database.before_the_gap(checkpoint)


reported = shop(TakesANumber, Numbered(), processes={"relay": Poller})
waits_for_ever = shop(TakesANumber, Numbered(), processes={"relay": WaitsAtGaps})
waits_at_gaps = shop(TakesANumber, Released(), processes={"relay": WaitsAtGaps})
numbered_at_the_commit = shop(CommitsANumber, Numbered(), processes={"relay": Poller})
scope = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=1)
