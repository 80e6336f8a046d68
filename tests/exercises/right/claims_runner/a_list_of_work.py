"""One list of work in progress; the ids of the messages are stored; a copy leaves by itself."""

from consistent_messaging import OutgoingMessage


class StateMachineRunner:
    def __init__(self, blobs, claims, dispatcher):
        self.blobs = blobs
        self.claims = claims
        self.dispatcher = dispatcher

    def process(self, message, context, transition):
        blob = self.blobs.get(message.order_id)
        document = blob.document if blob else {"order": {}, "work": []}
        self.key, self.etag = message.order_id, blob.etag if blob else None

        work = next((w for w in document["work"] if w["message"] == context.message_id), None)
        if work is None:
            work = {"message": context.message_id, "claim": context.new_id()}
            document["work"].append(work)
            self.put(document)

        if "events" not in work:
            if not self.claim(work):
                document["work"].remove(work)
                self.put(document)
                return
            document["order"], work["events"] = transition(document["order"], message)
            work["ids"] = [context.new_id() for _ in work["events"]]
            self.put(document)

        pairs = zip(work["ids"], work["events"], strict=True)
        self.dispatcher.dispatch([OutgoingMessage(*pair) for pair in pairs])
        document["work"].remove(work)
        self.put(document)

    def claim(self, work):
        if self.claims.try_claim(work["message"], work["claim"]):
            return True
        holder = self.claims.claimed_by(work["message"])
        if holder is None:
            raise RuntimeError("The claim is there, and was not found.")
        return holder == work["claim"]

    def put(self, document):
        if self.etag is None:
            self.etag = self.blobs.put(self.key, document, if_none_match="*")
        else:
            self.etag = self.blobs.put(self.key, document, if_match=self.etag)
