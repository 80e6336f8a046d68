"""Where real stores are unlike simulated ones: half of an append, sizes, a place that is missing.

moto refuses an item from 405,000 bytes on, DynamoDB one of more than 400 KB: 409,600 bytes. So
these tests keep away from the limit itself. Nor can moto be seen to write half of a transaction:
an item is removed in its place.
"""

from contextlib import nullcontext
from typing import Any

import pytest
from azure.core.exceptions import ResourceNotFoundError
from botocore.exceptions import ClientError
from cloud.services import Service
from consistent_messaging.adapters import azure_blob, dynamodb, s3, sqs
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.api import stores
from consistent_messaging.api.errors import ConcurrencyError, DocumentTooLarge
from consistent_messaging.api.stores import StoredEvent, Stream

CODEC = JsonCodec()
KB = 1024
FIRST, SECOND = StoredEvent("added", "A"), StoredEvent("paid", "A")


@pytest.fixture
def events(aws: Service) -> dynamodb.EventStore:
    store = dynamodb.EventStore(dynamodb.client(**aws.options), CODEC, "gaps")
    store.create_table()
    store.clear()
    return store


def keep_half(events: dynamodb.EventStore, version: int) -> None:
    """Remove an event, as a query would miss it that runs while the append is being written."""
    key = {"pk": {"S": "order-7"}, "version": {"N": str(version)}}
    events._client.delete_item(TableName=events.table, Key=key)


def test_a_read_leaves_out_an_append_whose_end_is_missing(events: dynamodb.EventStore) -> None:
    events.append("order-7", [FIRST], expected_version=0)
    events.append("order-7", [FIRST, SECOND], expected_version=1)
    assert events.read("order-7") == Stream((FIRST, FIRST, SECOND), 3)

    keep_half(events, version=3)

    assert events.read("order-7") == Stream((FIRST,), 1)
    with pytest.raises(ConcurrencyError):  # it was decided on something old
        events.append("order-7", [SECOND], expected_version=1)


def test_a_read_leaves_out_what_comes_after_a_gap(events: dynamodb.EventStore) -> None:
    events.append("order-7", [FIRST, SECOND], expected_version=0)
    events.append("order-7", [SECOND], expected_version=2)

    keep_half(events, version=1)

    assert events.read("order-7") == Stream()


def test_an_append_after_a_version_that_is_not_there_leaves_no_gap(
    events: dynamodb.EventStore,
) -> None:
    with pytest.raises(ConcurrencyError):
        events.append("order-7", [FIRST], expected_version=5)

    assert events.records == {}


def test_a_stream_is_read_to_its_end_over_several_pages(events: dynamodb.EventStore) -> None:
    """A query answers with at most 1 MB."""
    long = [StoredEvent("x" * 100 * KB, "A")] * 13
    for version in range(len(long)):
        events.append("order-7", long[:1], expected_version=version)

    assert events.read("order-7") == Stream(tuple(long), len(long))


def test_an_append_has_as_many_events_as_a_transaction_takes(events: dynamodb.EventStore) -> None:
    events.append("order-7", [FIRST] * 100, expected_version=0)
    events.append("order-7", [FIRST] * 99, expected_version=100)
    with pytest.raises(DocumentTooLarge, match="at most 99 events"):
        events.append("order-7", [FIRST] * 100, expected_version=199)
    with pytest.raises(DocumentTooLarge, match="at most 99 events"):
        events.append("order-8", [FIRST] * 101, expected_version=0)

    assert events.read("order-7").version == 199
    assert events.read("order-8").version == 0


def test_a_large_event_is_refused_with_the_whole_append(events: dynamodb.EventStore) -> None:
    with pytest.raises(DocumentTooLarge):
        events.append("order-7", [FIRST, StoredEvent("x" * 500 * KB, "A")], expected_version=0)

    assert events.read("order-7").version == 0


@pytest.mark.parametrize("size", [300 * KB, 500 * KB])
def test_a_large_document_is_refused_as_by_a_simulated_store_with_that_limit(
    aws: Service, size: int
) -> None:
    real = dynamodb.BlobStore(dynamodb.client(**aws.options), CODEC, "limits")
    real.create_table()
    real.clear()
    simulated = stores.BlobStore(limit_bytes=400 * KB)

    is_too_large = size > 400 * KB
    expected = pytest.raises(DocumentTooLarge, match="order-7") if is_too_large else nullcontext()

    for store in (real, simulated):
        with expected:
            store.put("order-7", {"items": ["x" * size]}, if_none_match="*")
        assert (store.get("order-7") is None) == is_too_large


def test_a_record_of_the_outbox_is_refused_as_well(aws: Service) -> None:
    from consistent_messaging.api.context import OutgoingMessage

    outbox = dynamodb.OutboxStore(dynamodb.client(**aws.options), CODEC, "limits")
    outbox.create_table()

    with pytest.raises(DocumentTooLarge):
        outbox.put("new-1", [OutgoingMessage("A", "x" * 500 * KB)])


@pytest.mark.parametrize("etag", ["version", "digest"])
def test_an_etag_of_s3_comes_back_only_if_it_is_a_digest(aws: Service, etag: Any) -> None:
    blobs = s3.BlobStore(s3.client(**aws.options), CODEC, "etags", etag=etag)
    blobs.create_bucket()

    put = [blobs.put("order-7", {"items": items}) for items in ([], ["apple"], [])]

    assert len(set(put)) == (2 if etag == "digest" else 3)
    with pytest.raises(ValueError, match='etag is "version" or "digest"'):
        s3.BlobStore(blobs._client, CODEC, "etags", etag="md5")


def missing_on_aws(aws: Service, kind: str) -> list[Any]:
    """Stores whose table or bucket nobody has made."""
    return [
        *([getattr(s3, kind)(s3.client(**aws.options), CODEC, "missing")]),
        getattr(dynamodb, kind)(dynamodb.client(**aws.options), CODEC, "missing"),
    ]


def test_a_place_that_is_missing_is_an_error_and_never_an_empty_store(
    aws: Service, azure: Service
) -> None:
    """Else a wrong name in the set-up would handle every message again."""
    for store in missing_on_aws(aws, "Inbox"):
        with pytest.raises(ClientError):
            store.contains("A")
    for store in missing_on_aws(aws, "OutboxStore"):
        with pytest.raises(ClientError):
            store.get("new-1")
    on_azure = azure_blob.client(**azure.options)
    with pytest.raises(ResourceNotFoundError):
        azure_blob.Inbox(on_azure, CODEC, "missing").contains("A")
    with pytest.raises(ResourceNotFoundError):
        azure_blob.TokenStore(on_azure, CODEC, "missing").delete("A")
    with pytest.raises(ClientError):
        sqs.Queue(sqs.client(**aws.options), CODEC, "missing").receive()


def test_what_makes_a_place_may_be_called_twice(aws: Service, azure: Service) -> None:
    for _ in range(2):
        dynamodb.Inbox(dynamodb.client(**aws.options), CODEC, "twice").create_table()
        s3.Inbox(s3.client(**aws.options), CODEC, "twice").create_bucket()
        azure_blob.Inbox(azure_blob.client(**azure.options), CODEC, "twice").create_container()
        sqs.Queue(sqs.client(**aws.options), CODEC, "twice").create_queue()


def test_two_stores_of_a_kind_in_one_bucket_keep_apart_by_their_prefix(aws: Service) -> None:
    client = s3.client(**aws.options)
    one, other = (s3.Inbox(client, CODEC, "prefixes", f"inbox{end}") for end in ("", "-of-billing"))
    one.create_bucket()

    one.add("A")
    other.add("B")
    one.clear()

    assert (one.records, other.records) == ({}, {"B": True})


def test_without_the_client_library_a_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    for module, make, extra in (
        ("boto3", dynamodb.client, "dynamodb"),
        ("azure.storage.blob", azure_blob.client, "azure_blob"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ModuleNotFoundError, match=rf"consistent-messaging\[{extra}\]"):
            make()
