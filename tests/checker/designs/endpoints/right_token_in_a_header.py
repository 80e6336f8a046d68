"""The bank takes the money while the token is there that came in the request's headers.

The shop makes the token in one transaction with the order, so that each order has one.

Anomaly: none
"""

from typing import Any

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ACK, Scope
from endpoint_shop import Bank, Charge, Database, Shop, shop


class Tokens(Database):
    """Orders, and tokens of requests that the bank has not handled."""

    def place_with_token(self, order: str, item: str, token: str) -> str:
        """Save an order and a token for its request, if there is none; return its token."""
        if order not in self.records:
            self.place(order, item)
            self.records[f"token {token}"] = ("token", order)
            self.records[f"request {order}"] = ("request", token)
        return self.records[f"request {order}"][1]

    def withdraw_for(self, token: str, request: str) -> None:
        """Take the money if the token is there, and remove it, in one transaction."""
        if self.records.pop(f"token {token}", None):
            self.withdraw(request)


class MakesTokens(Shop):
    def begin(self, item: str, context: Any) -> None:
        token = self.database.place_with_token(context.message_id, item, context.new_id())
        request = OutgoingMessage(f"{context.message_id}/charge", Charge(item), {"token": token})
        self.dispatcher.dispatch([request])


class ChecksTokens(Bank):
    def handle(self, message: Charge, context: Any) -> None:
        self.database.withdraw_for(context.headers["token"], context.message_id)
        self.reply(message.item, context)


scenario = shop(MakesTokens, ChecksTokens, database=Tokens())
scope = Scope(("A",), (CRASH, DUPLICATE, LOST_ACK), most_faults=1)
