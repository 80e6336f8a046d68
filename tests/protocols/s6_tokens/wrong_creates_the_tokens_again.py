"""S6: the token ids are fixed, and every attempt creates the tokens once more.

Anomaly: duplicate
Needs: 1 fault: lost answer or crash; downstream asks for tokens
History: FirstItemAdded is dispatched, the attempt ends, downstream uses up the token; A comes
    again, creates the same token again and dispatches: downstream processes it twice.
"""

from consistent_messaging import OutgoingMessage, derived_id
from messages import add_item


class StateMachineRunner:
    def __init__(self, blobs, tokens, dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, token = message.order_id, context.headers["token"]
        document, etag = self.load(key)
        if not self.tokens.exists(token):
            self.remove_entry(key, *self.load(key), context)
            return
        if context.message_id not in document["outbox"]:
            document = run(transition, document, message, context)
            etag = self.save(key, document, etag)
        for outgoing in document["outbox"][context.message_id]:
            self.tokens.create(outgoing.headers["token"])
        self.dispatcher.dispatch(document["outbox"][context.message_id])
        self.tokens.delete(token)
        self.remove_entry(key, document, etag, context)

    def remove_entry(self, key, document, etag, context):
        if document["outbox"].pop(context.message_id, None):
            self.save(key, document, etag)

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"items": [], "outbox": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def run(transition, document, message, context):
    document, events = transition(document, message)
    messages = [outgoing(event, context) for event in events]
    return {**document, "outbox": {**document["outbox"], context.message_id: messages}}


def outgoing(event, context):
    message_id = derived_id(context.message_id, type(event).__name__)
    return OutgoingMessage(message_id, event, {"token": context.new_id()})


class Handler:
    def __init__(self, blobs, tokens, dispatcher):
        self.runner = StateMachineRunner(blobs, tokens, dispatcher)

    def handle(self, message, context):
        self.runner.process(message, context, add_item)
