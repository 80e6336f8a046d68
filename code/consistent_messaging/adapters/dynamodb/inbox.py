"""The ids of processed messages on DynamoDB, an item each."""

from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, key_of
from consistent_messaging.adapters.dynamodb.errors import translated


class Inbox(DynamoDBTable):
    """Remembers ids. You may add an id twice."""

    default_name = "inbox"

    @property
    def records(self) -> dict[str, bool]:
        """All ids, as the simulated store keeps them."""
        return dict.fromkeys((item["pk"]["S"] for item in self._scan()), True)

    def contains(self, message_id: str) -> bool:
        """Return True if the id was added."""
        return self._read(message_id) is not None

    def add(self, message_id: str) -> None:
        """Remember the id."""
        with translated(message_id):
            self._client.put_item(TableName=self.table, Item=key_of(message_id))
