"""Which attempt claimed a message first: create-only writes know the truth, reads can miss it."""

from consistent_messaging.api.stores.store_protocol import reads


class ClaimInbox:
    """One claim for each message: the first that is written stays."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}

    def try_claim(self, message_id: str, claim_id: str) -> bool:
        """Write the claim if there is none and return True; else change nothing, return False."""
        if message_id in self.records:
            return False
        self.records[message_id] = claim_id
        return True

    @reads
    def claimed_by(self, message_id: str) -> str | None:
        """Return the claim id that was written, or None."""
        return self.records.get(message_id)
