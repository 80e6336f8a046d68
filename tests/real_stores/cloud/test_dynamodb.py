"""The stores on DynamoDB answer as the simulated ones do."""

from typing import Any

import pytest
from cloud.services import Service
from conformance import CODEC, Backend, Exclusion, check
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


class DynamoDB(Backend):
    """Tables of a service, emptied each time."""

    kinds = tuple(STORES)
    exclusions = (Exclusion("DynamoDB takes no empty key.", "key", lambda text: not text, ("",)),)

    def __init__(self, service: Service) -> None:
        self.name = f"DynamoDB: {service.name}"
        client = dynamodb.client(**service.options)
        self.stores = {kind: store(client, CODEC) for kind, store in STORES.items()}
        for store in self.stores.values():
            store.create_table()

    def make(self, kind: Kind) -> Any:
        """Return the store of this kind, emptied."""
        self.stores[kind].clear()
        return self.stores[kind]


@pytest.fixture(scope="module")
def backend(aws: Service, ran_against: list[str]) -> Backend:
    backend = DynamoDB(aws)
    ran_against.append(backend.name)
    return backend


@pytest.mark.parametrize("kind", STORES)
def test_it_answers_as_the_simulated_one(backend: Backend, kind: Kind) -> None:
    check(backend, kind)
