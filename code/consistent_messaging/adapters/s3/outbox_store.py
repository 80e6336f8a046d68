"""Outgoing messages on S3: an object for each transaction."""

from collections.abc import Hashable, Sequence

from consistent_messaging.adapters.s3.s3_objects import S3Objects
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze


class OutboxStore(S3Objects):
    """One record for each transaction: the messages that it wants to send."""

    default_prefix = "outbox"

    @property
    def records(self) -> dict[str, Hashable]:
        """All records by transaction, as the simulated store keeps them."""
        return {name: freeze(self._codec.decode(found.text)) for name, found in self._all()}

    def put(self, transaction_id: str, messages: Sequence[OutgoingMessage]) -> None:
        """Write the record, over one that is there."""
        self._write(transaction_id, list(messages))

    def get(self, transaction_id: str) -> list[OutgoingMessage] | None:
        """Return the messages of the record, or None."""
        found = self._read(transaction_id)
        return self._codec.decode(found.text) if found else None

    def delete(self, transaction_id: str) -> None:
        """Remove the record, if it is there."""
        self._remove(transaction_id)
