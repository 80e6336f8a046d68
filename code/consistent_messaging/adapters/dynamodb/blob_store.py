"""Documents on DynamoDB: an item each, with a version that every write renews."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from consistent_messaging.adapters.conditions import check_conditions
from consistent_messaging.adapters.dynamodb.dynamodb_table import DynamoDBTable, key_of, text
from consistent_messaging.adapters.dynamodb.errors import translated
from consistent_messaging.api.frozen_values import freeze
from consistent_messaging.api.stores import Blob, StoredDocument


class BlobStore(DynamoDBTable):
    """Gets and puts whole documents; an item has at most 400 KB."""

    default_name = "blobs"

    @property
    def records(self) -> dict[str, StoredDocument]:
        """All documents by key, as the simulated store keeps them."""
        return {
            item["pk"]["S"]: StoredDocument(
                freeze(self._codec.decode(item["document"]["S"])), item["version"]["S"]
            )
            for item in self._scan()
        }

    def get(self, key: str) -> Blob | None:
        """Return the document under this key, or None."""
        item = self._read(key)
        if item is None:
            return None
        return Blob(self._codec.decode(item["document"]["S"]), item["version"]["S"])

    def put(
        self,
        key: str,
        document: Mapping[str, Any],
        *,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> str:
        """Write the document and return its new etag.

        With `if_match`, only over the version with that etag; with `if_none_match="*"`, only if
        there is none. Else raises `ConcurrencyError`, as it does `DocumentTooLarge`, and nothing
        is written.
        """
        check_conditions(key, if_match, if_none_match)
        version = uuid4().hex
        item = key_of(key) | {
            "document": text(self._codec.encode(document)),
            "version": {"S": version},
        }
        with translated(key):
            self._client.put_item(
                TableName=self.table, Item=item, **_condition(if_match, if_none_match)
            )
        return version

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        """Remove the document; with `if_match`, only that version of it."""
        with translated(key):
            self._client.delete_item(
                TableName=self.table, Key=key_of(key), **_condition(if_match, None)
            )


def _condition(if_match: str | None, if_none_match: str | None) -> dict[str, Any]:
    """Return the arguments of a write that say under which condition it is done."""
    if if_match is not None:
        return {
            "ConditionExpression": "version = :read",
            "ExpressionAttributeValues": {":read": {"S": if_match}},
        }
    return {"ConditionExpression": "attribute_not_exists(pk)"} if if_none_match else {}
