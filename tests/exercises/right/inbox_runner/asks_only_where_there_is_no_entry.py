"""Looks for an entry first, and finishes it; asks the inbox only where there is none."""

from consistent_messaging import OutgoingMessage, derived_id


class StateMachineRunner:
    def __init__(self, blobs, inbox, dispatcher):
        self.blobs = blobs
        self.inbox = inbox
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        key, message_id = message.order_id, context.message_id
        blob = self.blobs.get(key)
        document = blob.document if blob else {"order": {}, "to_send": []}
        etag = blob.etag if blob else None

        entry = next((e for e in document["to_send"] if e["cause"] == message_id), None)
        if entry is None:
            if self.inbox.contains(message_id):
                return
            document["order"], events = transition(document["order"], message)
            entry = {"cause": message_id, "messages": self.outgoing(message_id, events)}
            document["to_send"].append(entry)
            etag = self.put(key, document, etag)

        self.dispatcher.dispatch(entry["messages"])
        self.inbox.add(message_id)
        document["to_send"].remove(entry)
        self.put(key, document, etag)

    def outgoing(self, message_id, events):
        ids = [derived_id(message_id, position) for position in range(len(events))]
        return [OutgoingMessage(*pair) for pair in zip(ids, events, strict=True)]

    def put(self, key, document, etag):
        if etag:
            return self.blobs.put(key, document, if_match=etag)
        return self.blobs.put(key, document, if_none_match="*")
