"""Outgoing messages on DynamoDB: an item for each transaction."""

from collections.abc import Hashable, Sequence

from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, key_of, text
from consistent_messaging.adapters.dynamodb.errors import translated
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze


class OutboxStore(DynamoDBTable):
    """One record for each transaction: the messages that it wants to send, at most 400 KB."""

    default_name = "outbox"

    @property
    def records(self) -> dict[str, Hashable]:
        """All records by transaction, as the simulated store keeps them."""
        return {
            item["pk"]["S"]: freeze(self._codec.decode(item["messages"]["S"]))
            for item in self._scan()
        }

    def put(self, transaction_id: str, messages: Sequence[OutgoingMessage]) -> None:
        """Write the record, over one that is there."""
        written = text(self._codec.encode(list(messages)))
        with translated(transaction_id):
            self._client.put_item(
                TableName=self.table,
                Item=key_of(transaction_id) | {"messages": written},
            )

    def get(self, transaction_id: str) -> list[OutgoingMessage] | None:
        """Return the messages of the record, or None."""
        item = self._read(transaction_id)
        return self._codec.decode(item["messages"]["S"]) if item else None

    def delete(self, transaction_id: str) -> None:
        """Remove the record, if it is there."""
        with translated(transaction_id):
            self._client.delete_item(TableName=self.table, Key=key_of(transaction_id))
