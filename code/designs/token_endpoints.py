"""A shop makes a token with each order; the bank takes the money only while the token is there."""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage, Table
from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class PlaceOrder:
    customer: str


@dataclass(frozen=True)
class Charge:
    customer: str


class Shop:
    def __init__(self, table, dispatcher):
        self.table, self.dispatcher = table, dispatcher

    def handle(self, message, context):
        order = self.table.get(f"order/{context.message_id}")
        token = order.value["token"] if order else context.new_id()
        charge = Charge(message.customer)
        if not order:
            new = {f"order/{context.message_id}": {"token": token}, f"token/{token}": {}}
            self.table.commit(inserts=new)
        headers = {"token": token}
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, charge, headers)])


class Bank:
    def __init__(self, table, dispatcher):
        self.table = table

    def handle(self, message, context):
        token = f"token/{context.headers['token']}"
        if self.table.get(token):
            account = self.table.get("account")
            charged = [*account.value["charged"], message.customer]
            self.table.commit({"account": {"charged": charged}}, deletes=[token])


def place(charged, message):
    return tuple(sorted((*charged, message.customer))), []


def charged_in(records):
    return tuple(sorted(records["table"]["account"]["charged"]))


table = Table()
table.insert("account", {"charged": []})
scenario = Scenario(
    Shop,
    stores={"table": table, "dispatcher": Outlet()},
    messages={"A": PlaceOrder("Anna"), "B": PlaceOrder("Ben")},
    lesson=Lesson("account-7", (), place, charged_in),
    endpoints={Charge: Bank},
)
scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=2)
