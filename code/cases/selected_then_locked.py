"""A worker looks for a free job, and locks it in a second statement.

reported: duplicate, 0 faults
repaired: holds
"""

from consistent_messaging.checker import CRASH, LEASE_EXPIRED, Scope
from order_shop import Database, Handler, Relay, shop


class Jobs(Database):
    runs_out = {"lock ": "with its holder"}

    def push(self, message_id, item):
        if f"job {message_id}" not in self.records:
            self.records[f"job {message_id}"] = ("job", item, message_id)

    def free(self):
        """Return the first job that nobody has locked."""
        keys = [key for key in self.find("job") if f"lock {key}" not in self.records]
        return keys[0] if keys else None

    def lock(self, key, owner):
        """UPDATE jobs SET locked_by = owner WHERE id = key"""
        self.records[f"lock {key}"] = ("locked", owner)
        return True

    def lock_if_free(self, key, owner):
        """UPDATE jobs SET locked_by = owner WHERE id = key AND locked_by IS NULL"""
        free = f"lock {key}" not in self.records and self.records[key][0] == "job"
        return free and self.lock(key, owner)

    def work(self, key):
        """Add the item and its row, whoever did that before, and end the job."""
        _, item, message_id = self.records[key]
        _, *items = self.records.get("items", ("state",))
        self.records["items"] = ("state", *items, item)
        self.records[message_id] = ("pending", item)
        self.records[key] = ("done", item, message_id)
        self.records.pop(f"lock {key}", None)


class Pushes(Handler):
    def handle(self, message, context):
        self.database.push(context.message_id, message.item)


class Worker(Relay):
    def run(self, context):
        key = self.database.free()
        if key and self.lock(key, context.new_id()):
            self.database.work(key)

    def lock(self, key, owner):
        return self.database.lock(key, owner)


class Asks(Worker):
    def lock(self, key, owner):
        return self.database.lock_if_free(key, owner)


def worked_by(worker):
    return shop(Pushes, Jobs(), processes={"first": worker, "second": worker, "relay": Relay})


reported = worked_by(Worker)
repaired = worked_by(Asks)
scope = Scope(("A",), (CRASH, LEASE_EXPIRED), most_faults=1)
