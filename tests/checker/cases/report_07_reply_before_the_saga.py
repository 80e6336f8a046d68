"""A saga sends a request before its own state is saved; a reply that finds no saga is dropped.

rebus-org/Rebus #958, MassTransit/MassTransit #1005

Anomaly: lost
Faults: 0
The request is sent, and the reply comes: there is no saga, so it is dropped. Then the saga is
saved, and waits for ever. The fix: save first, in one transaction with the request.
"""

from typing import Any

from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Sagas(Database):
    """Sagas by message, and requests that wait for the partner."""

    def request(self, message_id: str) -> None:
        if f"{message_id} asked" not in self.records:
            self.records[f"{message_id} asked"] = ("request", message_id)

    def save(self, message_id: str, item: str) -> None:
        if message_id not in self.records:
            self.records[message_id] = ("waiting", item)

    def save_and_request(self, message_id: str, item: str) -> None:
        self.save(message_id, item)
        self.request(message_id)

    def reply(self, message_id: str) -> None:
        """A saga that waits goes on; a reply that finds none is dropped."""
        self.records[f"{message_id} asked"] = ("answered", message_id)
        if self.records.get(message_id, ("none",))[0] == "waiting":
            item = self.records.pop(message_id)[1]
            self.handle_once(message_id, item)


class SendsFirst(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.request(context.message_id)
        self.database.save(context.message_id, message.item)


class SavesFirst(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.save_and_request(context.message_id, message.item)


class Partner(Relay):
    """Replies to what it was asked."""

    def run(self, context: Any) -> None:
        for key in self.database.find("request"):
            self.database.reply(key.split()[0])


def with_partner(handler: Any) -> Any:
    return shop(handler, Sagas(), processes={"partner": Partner, "relay": Relay})


designs = {"wrong": with_partner(SendsFirst), "right": with_partner(SavesFirst)}
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
