"""Makes the tokens before the commit, which fixes them together with the messages."""

from consistent_messaging import MessagingError, OutgoingMessage, derived_id


class StateMachineRunner:
    def __init__(self, blobs, tokens, dispatcher):
        self.blobs = blobs
        self.tokens = tokens
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        document, etag = self.load(key)
        if message_id not in document["to_send"]:
            if not self.tokens.exists(context.headers["token"]):
                return
            document["order"], events = transition(document["order"], message)
            document["to_send"][message_id] = self.with_tokens(events, context)
            etag = self.commit(key, document, etag, message_id)
        self.dispatcher.dispatch(document["to_send"].pop(message_id))
        self.tokens.delete(context.headers["token"])
        self.save(key, document, etag)

    def with_tokens(self, events, context):
        messages = [outgoing(event, context) for event in events]
        for message in messages:
            self.tokens.create(message.headers["token"])
        return messages

    def commit(self, key, document, etag, message_id):
        try:
            return self.save(key, document, etag)
        except MessagingError as error:
            for message in document["to_send"][message_id] if error.definite else []:
                self.tokens.delete(message.headers["token"])
            raise

    def load(self, key):
        blob = self.blobs.get(key)
        return (blob.document, blob.etag) if blob else ({"order": {}, "to_send": {}}, None)

    def save(self, key, document, etag):
        return self.blobs.put(key, document, if_match=etag, if_none_match=None if etag else "*")


def outgoing(event, context):
    message_id = derived_id(context.message_id, type(event).__name__)
    return OutgoingMessage(message_id, event, {"token": context.new_id()})
