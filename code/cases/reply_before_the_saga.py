"""A saga sends a request before its own state is saved; a reply that finds no saga is dropped.

reported: lost, 0 faults
reply_comes_again: holds
repaired: holds
"""

from consistent_messaging import MessagingError
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from endpoint_shop import Charge, Placed, Shop, shop


class SendsFirst(Shop):
    def begin(self, item, context):
        self.send(Charge(item), f"{context.message_id}/charge")
        self.database.place(context.message_id, item)


class NoSaga(MessagingError):
    """A reply has found no saga."""


class RefusesTheReply(SendsFirst):
    def finish(self, order, item, context):
        if not self.database.pay(order):
            raise NoSaga(f"There is no saga {order}.")
        context.publish(Placed(item), f"{order}/placed")


reported = shop(SendsFirst)
reply_comes_again = shop(RefusesTheReply)
repaired = shop(Shop)
scope = Scope(("A",), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=2)
