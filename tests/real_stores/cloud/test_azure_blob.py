"""The stores on Azure Blob Storage answer as the simulated ones do."""

from typing import Any
from uuid import uuid4

import pytest
from cloud.backends import LONG_NAMES, SURROGATES, Places
from cloud.services import Service
from conformance import CODEC, Exclusion, check, check_exclusion
from conformance.backend import Kind
from consistent_messaging.adapters import azure_blob

STORES: dict[Kind, Any] = {
    "blob store": azure_blob.BlobStore,
    "inbox": azure_blob.Inbox,
    "claim inbox": azure_blob.ClaimInbox,
    "outbox store": azure_blob.OutboxStore,
    "token store": azure_blob.TokenStore,
}


class AzureBlob(Places):
    """A prefix in a container for each kind of store."""

    kinds = tuple(STORES)
    exclusions = (SURROGATES, LONG_NAMES)


@pytest.fixture(scope="module")
def backend(azure: Service, ran_against: list[str]) -> AzureBlob:
    client, container = azure_blob.client(**azure.options), f"tests-{uuid4().hex}"
    stores = {kind: store(client, CODEC, container) for kind, store in STORES.items()}
    stores["inbox"].create_container()
    ran_against.append(f"Azure Blob Storage: {azure.name}")
    return AzureBlob(ran_against[-1], stores)


@pytest.mark.parametrize("kind", STORES)
def test_it_answers_as_the_simulated_one(backend: AzureBlob, kind: Kind) -> None:
    check(backend, kind)


@pytest.mark.parametrize("exclusion", AzureBlob.exclusions, ids=lambda each: each.sentence)
def test_it_refuses_what_the_text_says(backend: AzureBlob, exclusion: Exclusion) -> None:
    check_exclusion(backend, exclusion)
