"""The stores on DynamoDB answer as the simulated ones do."""

from typing import Any

import pytest
from cloud.backends import Places
from cloud.services import Service
from conformance import CODEC, Exclusion, check
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


class DynamoDB(Places):
    """A table for each kind of store."""

    kinds = tuple(STORES)
    exclusions = (Exclusion("DynamoDB takes no empty key", "key", lambda key: not key, ("",)),)


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
