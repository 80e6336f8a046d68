"""The stores on DynamoDB answer as the simulated ones do."""

from typing import Any

import pytest
from cloud.backends import SURROGATES, Places
from cloud.services import Service
from conformance import CODEC, Exclusion, check, check_exclusion
from conformance.backend import Kind
from consistent_messaging.adapters import dynamodb

STORES: dict[Kind, Any] = {
    "blob store": dynamodb.BlobStore,
    "event store": dynamodb.EventStore,
    "inbox": dynamodb.Inbox,
    "claim inbox": dynamodb.ClaimInbox,
    "outbox store": dynamodb.OutboxStore,
    "token store": dynamodb.TokenStore,
}

KEYS = Exclusion(
    "A key on DynamoDB has 1 to 2,048 bytes.",
    "key",
    lambda key: not 1 <= len(key.encode(errors="replace")) <= 2048,
    ("", "k" * 2049, "\u00e9" * 1025),
)


class DynamoDB(Places):
    """A table for each kind of store."""

    kinds = tuple(STORES)
    exclusions = (KEYS, SURROGATES)


@pytest.fixture(scope="module")
def backend(aws: Service, ran_against: list[str]) -> DynamoDB:
    client = dynamodb.client(**aws.options)
    stores = {kind: store(client, CODEC) for kind, store in STORES.items()}
    for store in stores.values():
        store.create_table()
    ran_against.append(f"DynamoDB: {aws.name}")
    return DynamoDB(ran_against[-1], stores)


@pytest.mark.parametrize("kind", STORES)
def test_it_answers_as_the_simulated_one(backend: DynamoDB, kind: Kind) -> None:
    check(backend, kind)


@pytest.mark.parametrize("exclusion", DynamoDB.exclusions, ids=lambda each: each.sentence)
def test_it_refuses_what_the_text_says(backend: DynamoDB, exclusion: Exclusion) -> None:
    check_exclusion(backend, exclusion)
