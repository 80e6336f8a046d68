"""The stores on S3 answer as the simulated ones do, by either way of making etags."""

from typing import Any, ClassVar
from uuid import uuid4

import pytest
from cloud.backends import LONG_NAMES, SURROGATES, Places
from cloud.services import Service
from conformance import CODEC, Exclusion, check, check_exclusion
from conformance.backend import Kind
from consistent_messaging.adapters import s3

STORES: dict[Kind, Any] = {
    "blob store": s3.BlobStore,
    "inbox": s3.Inbox,
    "claim inbox": s3.ClaimInbox,
    "outbox store": s3.OutboxStore,
    "token store": s3.TokenStore,
}


class S3(Places):
    """A prefix in a bucket for each kind of store."""

    kinds = tuple(STORES)
    exclusions = (SURROGATES, LONG_NAMES)


class S3WithDigests(S3):
    """Etags that are made of the content alone."""

    options: ClassVar = {"blob store": {"etag": "digest"}}


@pytest.fixture(scope="module")
def client(aws: Service) -> Any:
    return s3.client(**aws.options)


@pytest.fixture(scope="module")
def bucket(client: Any) -> str:
    name = f"consistent-messaging-{uuid4().hex}"
    s3.BlobStore(client, CODEC, name).create_bucket()
    return name


@pytest.fixture(scope="module")
def backend(aws: Service, client: Any, bucket: str, ran_against: list[str]) -> S3:
    ran_against.append(f"S3: {aws.name}")
    stores = {kind: store(client, CODEC, bucket) for kind, store in STORES.items()}
    return S3(ran_against[-1], stores)


@pytest.mark.parametrize("kind", STORES)
def test_it_answers_as_the_simulated_one(backend: S3, kind: Kind) -> None:
    check(backend, kind)


def test_with_digests_it_answers_as_the_simulated_one_with_digests(
    client: Any, bucket: str
) -> None:
    blobs = s3.BlobStore(client, CODEC, bucket, "digests", etag="digest")

    check(S3WithDigests("S3", {"blob store": blobs}), "blob store")


@pytest.mark.parametrize("exclusion", S3.exclusions, ids=lambda each: each.sentence)
def test_it_refuses_what_the_text_says(backend: S3, exclusion: Exclusion) -> None:
    check_exclusion(backend, exclusion)
