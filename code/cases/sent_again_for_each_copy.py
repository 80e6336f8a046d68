"""An outbox sends all of its messages again for each copy of the incoming one.

reported: duplicate, 1 fault
repaired: holds
"""

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import DUPLICATE, Scope
from consistent_messaging.scenario import Rules
from order_shop import Add, Handler, shop


class Outbox(Handler):
    def handle(self, message, context):
        self.database.handle_once(context.message_id, message.item)
        status, item = self.database.get(context.message_id)
        if self.is_to_be_sent(status):
            event = OutgoingMessage(f"{context.message_id}/added", Add(item))
            self.dispatcher.dispatch([event])
            self.database.mark_sent(context.message_id)

    def is_to_be_sent(self, status):
        return True


class OnlyWhatIsPending(Outbox):
    def is_to_be_sent(self, status):
        return status == "pending"


once = Rules(most_sends=1)
reported = shop(Outbox, rules=once)
repaired = shop(OnlyWhatIsPending, rules=once)
scope = Scope(("A", "B"), (DUPLICATE,), most_faults=1, consumers=1)
