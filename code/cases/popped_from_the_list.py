"""A worker takes a job off the list before it does the work.

reported: lost, 1 fault
repaired: holds
"""

from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from order_shop import Database, Handler, Relay, shop


class Jobs(Database):
    """A list of jobs beside the items; a job that is taken stays in the list until it is done."""

    runs_out = {"taken ": "with its holder"}

    def push(self, message_id, item):
        if f"job {message_id}" not in self.records and message_id not in self.records:
            self.records[f"job {message_id}"] = ("job", item, message_id)

    def pop(self):
        """Remove the first job and return it."""
        jobs = self.find("job")
        return self.records.pop(jobs[0]) if jobs else None

    def take(self, owner):
        """Return the first job that nobody has taken; it is the owner's then."""
        for key in self.find("job"):
            if f"taken {key}" not in self.records:
                self.records[f"taken {key}"] = ("taken", owner)
                return self.records[key]
        return None

    def done(self, message_id):
        self.records.pop(f"job {message_id}", None)
        self.records.pop(f"taken job {message_id}", None)


class Pushes(Handler):
    def handle(self, message, context):
        self.database.push(context.message_id, message.item)


class Pops(Relay):
    def run(self, context):
        job = self.database.pop()
        if job:
            _, item, message_id = job
            self.database.handle_once(message_id, item)


class Takes(Relay):
    def run(self, context):
        job = self.database.take(context.new_id())
        if job:
            _, item, message_id = job
            self.database.handle_once(message_id, item)
            self.database.done(message_id)


reported = shop(Pushes, Jobs(), processes={"worker": Pops, "relay": Relay})
repaired = shop(Pushes, Jobs(), processes={"worker": Takes, "relay": Relay})
scope = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=1)
