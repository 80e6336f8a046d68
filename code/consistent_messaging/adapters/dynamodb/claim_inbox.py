"""Claims on DynamoDB: a create-only write lets one claim for each message through."""

from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, key_of, text
from consistent_messaging.adapters.dynamodb.errors import translated
from consistent_messaging.api.errors import ConcurrencyError


class ClaimInbox(DynamoDBTable):
    """One claim for each message: the first that is written stays."""

    default_name = "claims"

    @property
    def records(self) -> dict[str, str]:
        """All claims by message, as the simulated store keeps them."""
        return {item["pk"]["S"]: item["claim"]["S"] for item in self._scan()}

    def try_claim(self, message_id: str, claim_id: str) -> bool:
        """Write the claim if there is none and return True; else change nothing, return False."""
        try:
            with translated(message_id):
                self._client.put_item(
                    TableName=self.table,
                    Item=key_of(message_id) | {"claim": text(claim_id)},
                    ConditionExpression="attribute_not_exists(pk)",
                )
        except ConcurrencyError:
            return False
        return True

    def claimed_by(self, message_id: str) -> str | None:
        """Return the claim id that was written, or None."""
        item = self._read(message_id)
        return item["claim"]["S"] if item else None
