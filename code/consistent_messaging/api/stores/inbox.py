"""The ids of messages that were processed, apart from the state that they changed."""

from consistent_messaging.api.stores.store_protocol import reads


class Inbox:
    """Remembers ids. You may add an id twice."""

    def __init__(self) -> None:
        self.records: dict[str, bool] = {}

    @reads
    def contains(self, message_id: str) -> bool:
        """Return True if the id was added."""
        return message_id in self.records

    def add(self, message_id: str) -> None:
        """Remember the id."""
        self.records[message_id] = True
