"""Outgoing messages in records of their own, apart from the state."""

from collections.abc import Hashable, Sequence

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.stores.store_protocol import reads


class OutboxStore:
    """One record for each transaction: the messages that it wants to send."""

    def __init__(self) -> None:
        self.records: dict[str, Hashable] = {}

    def put(self, transaction_id: str, messages: Sequence[OutgoingMessage]) -> None:
        """Write the record, over one that is there."""
        self.records[transaction_id] = freeze(list(messages))

    @reads
    def get(self, transaction_id: str) -> list[OutgoingMessage] | None:
        """Return the messages of the record, or None."""
        messages: list[OutgoingMessage] | None = thaw(self.records.get(transaction_id))
        return messages

    def delete(self, transaction_id: str) -> None:
        """Remove the record, if it is there."""
        self.records.pop(transaction_id, None)
