"""What all stores on DynamoDB have: a client, a codec, and a table of their own."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from consistent_messaging.adapters.aws import refuse_half_answers, refuse_retries
from consistent_messaging.adapters.dynamodb.errors import translated
from consistent_messaging.adapters.json_codec import JsonCodec

Item = dict[str, Any]
LONGEST_KEY = 2048


def key_of(key: str) -> Item:
    """Return the key of an item. Raises `ValueError` for a text that DynamoDB takes for none."""
    if not 0 < len(key.encode()) <= LONGEST_KEY:
        raise ValueError(f"A key on DynamoDB has 1 to {LONGEST_KEY:,} bytes, not {key[:20]!r}.")
    return {"pk": text(key)}


def text(value: str) -> Item:
    """Return a text as an attribute. Raises `ValueError` for half of a pair of surrogates."""
    return {"S": value.encode().decode()}


class DynamoDBTable:
    """A table of DynamoDB, whose partition key is the text `pk`.

    Reads are consistent: they see what was written before, by anybody in this region. With
    `consistent=False` they cost half, and may miss it.
    """

    default_name: str
    sort_key: str | None = None
    """A number beside `pk`, if the key has two parts."""

    def __init__(
        self, client: Any, codec: JsonCodec, table: str = "", *, consistent: bool = True
    ) -> None:
        refuse_retries(client)
        refuse_half_answers(client)
        self.table = table or self.default_name
        self._client, self._codec, self._consistent = client, codec, consistent

    def create_table(self) -> None:
        """Make the table, unless it is there, and wait until it can be used."""
        keys = {"pk": ("S", "HASH")}
        if self.sort_key:
            keys[self.sort_key] = ("N", "RANGE")
        with translated(self.table):
            with suppress(self._client.exceptions.ResourceInUseException):  # it is there
                self._client.create_table(
                    TableName=self.table,
                    BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[
                        {"AttributeName": name, "AttributeType": kind}
                        for name, (kind, _) in keys.items()
                    ],
                    KeySchema=[
                        {"AttributeName": name, "KeyType": role} for name, (_, role) in keys.items()
                    ],
                )
            self._client.get_waiter("table_exists").wait(TableName=self.table)

    def clear(self) -> None:
        """Remove all items."""
        for item in self._scan():
            key = {name: item[name] for name in ("pk", self.sort_key) if name}
            with translated(self.table):
                self._client.delete_item(TableName=self.table, Key=key)

    def _read(self, key: str) -> Item | None:
        """Return the item with this key, or None."""
        with translated(key):
            answer = self._client.get_item(
                TableName=self.table, Key=key_of(key), ConsistentRead=self._consistent
            )
        item: Item | None = answer.get("Item")
        return item

    def _scan(self) -> Iterator[Item]:
        """Yield all items."""
        with translated(self.table):
            pages = self._client.get_paginator("scan").paginate(
                TableName=self.table, ConsistentRead=True
            )
            for page in pages:
                yield from page["Items"]
