"""Tokens on DynamoDB, an item each."""

from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, key_of
from consistent_messaging.adapters.dynamodb.errors import translated


class TokenStore(DynamoDBTable):
    """A token is there or it is not. Creating one that is there changes nothing."""

    default_name = "tokens"

    @property
    def records(self) -> dict[str, bool]:
        """All tokens, as the simulated store keeps them."""
        return dict.fromkeys((item["pk"]["S"] for item in self._scan()), True)

    def create(self, token_id: str) -> None:
        """Make the token."""
        with translated(token_id):
            self._client.put_item(TableName=self.table, Item=key_of(token_id))

    def exists(self, token_id: str) -> bool:
        """Return True if the token is there."""
        return self._read(token_id) is not None

    def delete(self, token_id: str) -> None:
        """Remove the token, if it is there."""
        with translated(token_id):
            self._client.delete_item(TableName=self.table, Key=key_of(token_id))
